"""The names that a scenario may use: knobs, counters, process fields, costs, kernels and their features."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from typing import Literal, get_args, get_origin, get_type_hints

KNOBS = {
    "run": "0 stops ksmd, 1 runs it, 2 stops it and unmerges everything",
    "pages_to_scan": "pages to scan in one wake-up",
    "sleep_millisecs": "sleep between wake-ups",
    "merge_across_nodes": "1: pages of all NUMA nodes are merged together; 0: each node's on its own",
    "use_zero_pages": "1: empty pages are merged with the kernel's zero page",
    "max_page_sharing": "pages that one KSM page may stand for, at least 2",
    "stable_node_chains_prune_millisecs": "how often chains are looked over for stale nodes",
    "smart_scan": "1: pages that did not merge before are skipped now and then (from 6.7)",
    "advisor_mode": "none or scan-time (from 6.8)",
    "advisor_max_cpu": "per cent of a CPU that the advisor may let ksmd use (from 6.8)",
    "advisor_min_pages_to_scan": "the advisor's lower bound for pages_to_scan (from 6.8)",
    "advisor_max_pages_to_scan": "the advisor's upper bound for pages_to_scan (from 6.8)",
    "advisor_target_scan_time": "seconds that the advisor wants a full scan to take (from 6.8)",
}

COUNTERS = {
    "pages_shared": "KSM pages in use",
    "pages_sharing": "further mappings of them: pages saved",
    "pages_unshared": "pages in the unstable tree",
    "pages_volatile": "pages that are in no tree",
    "pages_skipped": "visits that smart scan left out (from 6.7)",
    "pages_scanned": "pages scanned (from 6.6)",
    "full_scans": "full scans since the start or the last run=2",
    "ksm_zero_pages": "page-table entries with a zero page that KSM placed (from 6.6)",
    "zero_pages_sharing": "the same in the v3 series as posted",
    "stable_node_chains": "stable nodes that are chains",
    "stable_node_dups": "stable nodes in chains",
    "general_profit": "bytes saved less bytes spent (from 6.4)",
}

PROCESS_FIELDS = {
    "ksm_rmap_items": "the process's rmap_items",
    "ksm_merging_pages": "its pages that are KSM pages",
    "ksm_zero_pages": "its zero pages that KSM placed (from 6.6)",
    "zero_pages_sharing": "the same in the v3 series as posted",
    "ksm_process_profit": "bytes saved less bytes spent (from 6.4)",
    "ksm_merge_any": "yes or no: prctl(PR_SET_MEMORY_MERGE) (from 6.14)",
    "ksm_mergeable": "yes or no: a region is mergeable now (from 6.14)",
}
YES_NO_FIELDS = ("ksm_merge_any", "ksm_mergeable")

COSTS = {
    "costs.memcmp_pages": "page comparisons since the start",
    "costs.checksums": "checksums since the start",
}

CLOCK_COSTS = {
    "cmp_ns": "comparing two pages",
    "checksum_ns": "a page's checksum",
    "page_ns": "finding the next page",
    "merge_ns": "merging a page",
    "wakeup_ns": "waking up",
}

_PROFILES_UNTIL_THERE = ("6.1", "v3", "6.6", "6.8", "6.12", "6.16", "6.18", "6.19", "7.3")


@cache
def profile_names() -> tuple[str, ...]:
    """The names of the kernel profiles."""
    try:
        from ksmlab.kernel.profiles import PROFILES
    except ImportError:
        return _PROFILES_UNTIL_THERE
    return tuple(PROFILES)


@cache
def feature_values() -> dict[str, tuple[bool | str, ...]]:
    """Each feature of a kernel with the values that it can have."""
    from ksmlab.kernel.features import Features

    hints = get_type_hints(Features)
    return {one.name: _values(hints[one.name]) for one in fields(Features)}


def _values(hint: object) -> tuple[bool | str, ...]:
    return get_args(hint) if get_origin(hint) is Literal else (False, True)
