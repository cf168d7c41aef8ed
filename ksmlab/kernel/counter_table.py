"""The table of counters, in the order in which rows show them; a changed meaning is a line of its own."""

from __future__ import annotations

from ksmlab.kernel.counter import Counter
from ksmlab.kernel.features import Features


def _all(features: Features) -> bool:
    return True


_SYSFS = (
    Counter(
        name="zero_pages_sharing",
        where="sysfs",
        words="zero pages that rmap_items are marked for; copy-on-write, munmap and exit leave it too high",
        timing="stale",
        has=lambda features: features.zero_page_tracking == "item_flag",
    ),
    Counter(
        name="pages_shared",
        where="sysfs",
        words="KSM pages: nodes of the stable tree with at least one rmap_item",
        timing="stale",
        has=_all,
    ),
    Counter(
        name="pages_sharing",
        where="sysfs",
        words="rmap_items on those nodes beyond each node's first: the pages saved",
        timing="stale",
        has=_all,
    ),
    Counter(
        name="pages_unshared",
        where="sysfs",
        words="rmap_items marked unstable: unique so far, checked again in every full scan",
        timing="stale",
        has=_all,
    ),
    Counter(
        name="pages_volatile",
        where="sysfs",
        words="rmap_items in no tree: new, changing, skipped, or gone and not yet noticed",
        timing="stale",
        has=_all,
        formula="max(0, {rmap_items} - {pages_shared} - {pages_sharing} - {pages_unshared})",
    ),
    Counter(
        name="pages_skipped",
        where="sysfs",
        words="visits that smart scan left out since boot; never reset",
        timing="immediate",
        has=lambda features: features.smart_scan,
    ),
    Counter(
        name="pages_scanned",
        where="sysfs",
        words="since boot, pages_to_scan + 1 for each batch used up; a batch that ends a full scan adds nothing",
        timing="immediate",
        has=lambda features: features.pages_scanned == "full_batches_plus_one",
    ),
    Counter(
        name="pages_scanned",
        where="sysfs",
        words="pages that ksmd looked at since boot; never reset",
        timing="immediate",
        has=lambda features: features.pages_scanned == "exact",
    ),
    Counter(
        name="full_scans",
        where="sysfs",
        words="passes over all mergeable memory; run = 2 sets it to 0",
        timing="immediate",
        has=_all,
    ),
    Counter(
        name="ksm_zero_pages",
        where="sysfs",
        words="mappings of the zero page that KSM placed; sinks below the truth, even below 0, after a fork",
        timing="immediate",
        has=lambda features: features.zero_page_tracking == "dirty_pte" and features.fork_inherits_counters,
    ),
    Counter(
        name="ksm_zero_pages",
        where="sysfs",
        words="mappings of the zero page that KSM placed",
        timing="immediate",
        has=lambda features: features.zero_page_tracking == "dirty_pte" and not features.fork_inherits_counters,
    ),
    Counter(
        name="stable_node_chains",
        where="sysfs",
        words="nodes that stand for several KSM pages of the same contents",
        timing="stale",
        has=_all,
    ),
    Counter(
        name="stable_node_dups",
        where="sysfs",
        words="KSM pages in those chains",
        timing="stale",
        has=_all,
    ),
    Counter(
        name="general_profit",
        where="sysfs",
        words="bytes saved less bytes spent on rmap_items",
        timing="stale",
        has=lambda features: features.profit == "merged",
        formula="{pages_sharing} * 4096 - {rmap_items} * 64",
    ),
    Counter(
        name="general_profit",
        where="sysfs",
        words="bytes saved, zero pages too, less bytes spent on rmap_items",
        timing="stale",
        has=lambda features: features.profit == "merged_and_zero",
        formula="({pages_sharing} + {ksm_zero_pages}) * 4096 - {rmap_items} * 64",
    ),
)

_PROCESS = (
    Counter(
        name="ksm_rmap_items",
        where="process",
        words="pages of this process that ksmd keeps an rmap_item for",
        timing="stale",
        has=_all,
    ),
    Counter(
        name="zero_pages_sharing",
        where="process",
        words="this process's rmap_items that are marked as zero pages",
        timing="stale",
        has=lambda features: features.zero_page_tracking == "item_flag",
    ),
    Counter(
        name="ksm_zero_pages",
        where="process",
        words="this process's mappings of the zero page that KSM placed",
        timing="immediate",
        has=lambda features: features.zero_page_tracking == "dirty_pte",
    ),
    Counter(
        name="ksm_merging_pages",
        where="process",
        words="this process's pages in the stable tree, the one that counts as shared included",
        timing="stale",
        has=_all,
    ),
    Counter(
        name="ksm_process_profit",
        where="process",
        words="bytes saved in this process less its bytes of rmap_items",
        timing="stale",
        has=lambda features: features.process_profit_file and features.profit != "merged_and_zero",
        formula="{ksm_merging_pages} * 4096 - {ksm_rmap_items} * 64",
    ),
    Counter(
        name="ksm_process_profit",
        where="process",
        words="bytes saved in this process, zero pages too, less its bytes of rmap_items",
        timing="stale",
        has=lambda features: features.process_profit_file and features.profit == "merged_and_zero",
        formula="({ksm_merging_pages} + {ksm_zero_pages}) * 4096 - {ksm_rmap_items} * 64",
    ),
    Counter(
        name="ksm_merge_any",
        where="process",
        words="yes when prctl(PR_SET_MEMORY_MERGE) made all of the process mergeable",
        timing="immediate",
        has=lambda features: features.merge_any_flags_in_ksm_stat,
    ),
    Counter(
        name="ksm_mergeable",
        where="process",
        words="yes when any of its regions is mergeable now",
        timing="immediate",
        has=lambda features: features.merge_any_flags_in_ksm_stat,
    ),
)

COUNTERS = _SYSFS + _PROCESS
