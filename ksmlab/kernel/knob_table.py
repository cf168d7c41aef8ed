"""The table of settings under /sys/kernel/mm/ksm: defaults, what each accepts and what it does.

Facts only: what depends on the machine's state (`busy_while_merged`, `advisor_owns`) the engine decides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ksmlab.kernel import knob_parsers as parse
from ksmlab.kernel.features import Features

KnobValue = int | str


def _always(features: Features) -> bool:
    return True


def _smart_scan(features: Features) -> bool:
    return features.smart_scan


def _advisor(features: Features) -> bool:
    return features.advisor


@dataclass(frozen=True, slots=True, kw_only=True)
class Knob:
    """One writable file.

    `since` is the release it came with, `accepts` says in words what it takes, `meaning` what it does, `parse` turns
    the written text into the value kept (KernelErrno when refused), `has` tells whether a kernel has it.
    `busy_while_merged`: a change gives EBUSY while there is a stable node whose page is mapped.
    `advisor_owns`: EINVAL while the scan-time advisor is active.
    """

    name: str
    since: str
    default: KnobValue
    accepts: str
    meaning: str
    parse: Callable[[str], KnobValue]
    has: Callable[[Features], bool] = _always
    busy_while_merged: bool = False
    advisor_owns: bool = False

    def shown(self, value: KnobValue) -> str:
        """What reading the file gives while it holds `value`, without the newline."""
        if self.name != "advisor_mode":
            return str(value)
        return " ".join(f"[{mode}]" if mode == value else mode for mode in parse.ADVISOR_MODES)


_UINT = "0 to 4294967295"
_BOOL = "0 or 1 (also y n t f on off)"
_ULONG = "0 to 18446744073709551615"

_KNOBS = (
    Knob(
        name="run",
        since="2.6.32",
        default=0,
        accepts="0, 1 or 2",
        meaning="0 stops ksmd and keeps what is merged, 1 runs it, 2 stops it and unmerges everything",
        parse=parse.run,
    ),
    Knob(
        name="pages_to_scan",
        since="2.6.32",
        default=100,
        accepts=_UINT,
        meaning="pages that ksmd looks at before it sleeps",
        parse=parse.uint,
        advisor_owns=True,
    ),
    Knob(
        name="sleep_millisecs",
        since="2.6.32",
        default=20,
        accepts=_UINT,
        meaning="how long ksmd sleeps between batches; a write wakes it",
        parse=parse.uint,
    ),
    Knob(
        name="merge_across_nodes",
        since="3.9",
        default=1,
        accepts="0 or 1",
        meaning="1 merges pages of all NUMA nodes, 0 keeps a tree for each node",
        parse=parse.zero_or_one,
        busy_while_merged=True,
    ),
    Knob(
        name="use_zero_pages",
        since="4.11",
        default=0,
        accepts=_BOOL,
        meaning="1 maps pages full of zeros to the kernel's zero page; later merges only",
        parse=parse.boolean,
    ),
    Knob(
        name="max_page_sharing",
        since="4.13",
        default=256,
        accepts="2 to 2147483647",
        meaning="how many mappings one KSM page may have before the next dup is made",
        parse=parse.at_least_two,
        busy_while_merged=True,
    ),
    Knob(
        name="stable_node_chains_prune_millisecs",
        since="4.13",
        default=2000,
        accepts=_UINT,
        meaning="how often a chain is searched for dups whose page is gone",
        parse=parse.uint,
    ),
    Knob(
        name="smart_scan",
        since="6.7",
        default=1,
        accepts=_BOOL,
        meaning="1 visits pages that never merged less and less often",
        parse=parse.boolean,
        has=_smart_scan,
    ),
    Knob(
        name="advisor_mode",
        since="6.8",
        default="none",
        accepts="none or scan-time",
        meaning="scan-time lets the kernel set pages_to_scan; a change sets it to its start value",
        parse=parse.advisor_mode,
        has=_advisor,
    ),
    Knob(
        name="advisor_max_cpu",
        since="6.8",
        default=70,
        accepts=f"{_ULONG}, kept to 32 bits, no check of range",
        meaning="most percent of a CPU that the advisor lets ksmd use",
        parse=parse.ulong_kept_to_32_bits,
        has=_advisor,
    ),
    Knob(
        name="advisor_min_pages_to_scan",
        since="6.8",
        default=500,
        accepts=_ULONG,
        meaning="pages_to_scan when the advisor is switched on; never a floor afterwards",
        parse=parse.ulong,
        has=_advisor,
    ),
    Knob(
        name="advisor_max_pages_to_scan",
        since="6.8",
        default=30000,
        accepts=_ULONG,
        meaning="most that the advisor sets pages_to_scan to",
        parse=parse.ulong,
        has=_advisor,
    ),
    Knob(
        name="advisor_target_scan_time",
        since="6.8",
        default=200,
        accepts="1 to 18446744073709551615",
        meaning="seconds that a full scan should take",
        parse=parse.at_least_one,
        has=_advisor,
    ),
)

KNOBS: Mapping[str, Knob] = MappingProxyType({knob.name: knob for knob in _KNOBS})
"""Every knob of every kernel by name, in the order in which they came."""
