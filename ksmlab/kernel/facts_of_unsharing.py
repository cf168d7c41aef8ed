"""Facts about zero pages, unsharing, whole-process merging and fork."""

from __future__ import annotations

from ksmlab.kernel.fact import Fact

_DIRTY_PTE = "79271476b336 ksm: support unsharing KSM-placed zero pages"
_SERIES = "mail: [PATCH v3 0/5] ksm: support tracking KSM-placed zero-pages, October 2022"
_PRCTL = "d7597f59d1d3 mm: add new api to enable ksm per process"
_KEEP = "590c03ca6a3f mm/ksm: fix exec/fork inheritance support for prctl"
_FORK = "4d6fc29f3634 mm/ksm: fix incorrect KSM counter handling in mm_struct during fork"
_UNSHARE = "6cce3314b928 mm/ksm: fix KSM COW breaking with userfaultfd-wp via FAULT_FLAG_UNSHARE"
_FOLIO_WALK = "mail: [PATCH v1 11/11] mm/ksm: convert break_ksm() from walk_page_range_vma() to folio_walk, August 2024"
_RANGE = "5d4939fc2258 ksm: perform a range-walk in break_ksm"

FACTS = (
    Fact(
        "zero_page_tracking",
        "none",
        "a zero page that KSM placed looks like any other: it is not counted, and unmerging leaves it as it is",
        "up to 6.5",
        _DIRTY_PTE,
        "in recorded rows",
    ),
    Fact(
        "zero_page_tracking",
        "item_flag",
        "a flag in the rmap_item marks a zero page: ksmd unshares and uncounts it when it passes, and miscounts some",
        "none, only as posted",
        _SERIES,
        "in recorded rows",
    ),
    Fact(
        "zero_page_tracking",
        "dirty_pte",
        "the dirty bit of the page-table entry marks a zero page as KSM's: counted exactly and unshared at once",
        "since 6.6",
        _DIRTY_PTE,
        "in recorded rows",
    ),
    Fact(
        "merge_any",
        False,
        "prctl(PR_SET_MEMORY_MERGE) is EINVAL; regions are advised one by one",
        "up to 6.3",
        _PRCTL,
        "in recorded rows",
    ),
    Fact(
        "merge_any",
        True,
        "prctl(PR_SET_MEMORY_MERGE) makes all of a process mergeable, what it maps later too",
        "since 6.4",
        _PRCTL,
        "in recorded rows",
    ),
    Fact(
        "ksmd_clears_merge_any",
        True,
        "a process in which ksmd finds no mergeable region loses what prctl gave it",
        "6.4 to 6.18",
        _KEEP,
        "not seen in rows",
    ),
    Fact(
        "ksmd_clears_merge_any",
        False,
        "ksmd takes nothing back that prctl gave a process",
        "up to 6.3, and since 6.19",
        _KEEP,
        "not seen in rows",
    ),
    Fact(
        "fork_inherits_counters",
        True,
        "a forked child starts with its parent's numbers; the global count of zero pages sinks when it lets go",
        "up to 6.17",
        _FORK,
        "in recorded rows",
    ),
    Fact(
        "fork_inherits_counters",
        False,
        "a forked child starts at 0 items and merged pages, and its zero pages are added to the global count",
        "since 6.18",
        _FORK,
        "in recorded rows",
    ),
    Fact(
        "unmerge",
        "write_fault",
        "break_ksm looks a page up and faults it as if the process wrote",
        "up to 6.1",
        _UNSHARE,
        "not seen in rows",
    ),
    Fact(
        "unmerge",
        "unshare_fault",
        "break_ksm walks to a page and asks for a copy of its own without write permission",
        "since 6.2",
        _UNSHARE,
        "not seen in rows",
    ),
    Fact(
        "unmerge",
        "folio_walk",
        "break_ksm as before, with folio_walk for each address",
        "since 6.12",
        _FOLIO_WALK,
        "not seen in rows",
    ),
    Fact(
        "unmerge",
        "range_walk",
        "break_ksm walks a whole range at once: the same pages, holes cost nothing",
        "since 6.19",
        _RANGE,
        "not seen in rows",
    ),
)
