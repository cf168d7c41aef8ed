"""Which counters a kernel shows: under /sys/kernel/mm/ksm and for each process, in the order of rows."""

from __future__ import annotations

from ksmlab.kernel.counter import Counter, Where
from ksmlab.kernel.counter_table import COUNTERS
from ksmlab.kernel.features import Features


def counters(features: Features, where: Where) -> tuple[Counter, ...]:
    """The counters of that place that a kernel with these features has."""
    return tuple(counter for counter in COUNTERS if counter.where == where and counter.has(features))


def sysfs_counters(features: Features) -> tuple[str, ...]:
    """The counters under /sys/kernel/mm/ksm, in the order in which recorded rows have them."""
    return tuple(counter.name for counter in counters(features, "sysfs"))


def process_fields(features: Features) -> tuple[str, ...]:
    """The fields of a process (its ksm_stat and ksm_merging_pages), in the order in which recorded rows have them."""
    return tuple(counter.name for counter in counters(features, "process"))
