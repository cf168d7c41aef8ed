"""The names that a scenario may use; those of kernels come from `ksmlab.kernel`, the one place that knows them."""

from __future__ import annotations

from functools import cache
from typing import Literal

YES_NO_FIELDS = ("ksm_merge_any", "ksm_mergeable")

COSTS = {
    "memcmp_pages": "page comparisons since the start",
    "checksums": "checksums since the start",
}

FRAMES = "frames"  # "process.frames" in an `expect`: different frames behind its pages, the zero page as one of them

CLOCK_COSTS = {
    "visit_ns": "finding a page and its rmap_item",
    "skip_ns": "smart scan passing over a page",
    "checksum_ns": "a page's checksum",
    "search_ns": "one search of a tree",
    "merge_ns": "merging a page",
    "wakeup_ns": "one wake-up",
}


@cache
def knobs() -> dict[str, str]:
    """Every knob of every kernel, with what it does."""
    from ksmlab.kernel.knob_table import KNOBS

    return {knob.name: f"{knob.meaning} (takes {knob.accepts}; since Linux {knob.since})" for knob in KNOBS.values()}


@cache
def counters(where: Literal["sysfs", "process"]) -> dict[str, str]:
    """Every counter of every kernel under /sys/kernel/mm/ksm or of a process, with what it counts."""
    from ksmlab.kernel.counter_table import COUNTERS

    return {counter.name: counter.words for counter in COUNTERS if counter.where == where}


@cache
def profile_names() -> tuple[str, ...]:
    """The names of the kernel profiles."""
    from ksmlab.kernel.profiles import PROFILES

    return tuple(PROFILES)


@cache
def feature_values() -> dict[str, tuple[bool | str, ...]]:
    """Each feature of a kernel with the values that it can have."""
    from ksmlab.kernel.feature_values import allowed_values

    return dict(allowed_values())
