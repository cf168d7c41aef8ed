"""What can differ between kernels' KSM: a kernel is a value of this class, never a version that the engine compares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ZeroPageTracking = Literal["none", "item_flag", "dirty_pte"]
PagesScanned = Literal["none", "full_batches_plus_one", "exact"]
Profit = Literal["none", "merged", "merged_and_zero"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """One kernel's KSM, as the engine needs to know it; feature_facts.py says where each feature came from."""

    checksum_before_stable_search: bool  # cmp_and_merge_page: checksum -> zero page -> stable tree (6.11)
    zero_page_tracking: ZeroPageTracking  # how the kernel knows a zero page as KSM's
    smart_scan: bool  # should_skip_rmap_item exists (6.7)
    stable_items_keep_age: bool  # False: oldchecksum, age and remaining_skips are lost on leaving the stable tree (7.3)
    advisor: bool  # the scan-time advisor (6.8)
    unified_chain_selection: bool  # stable_node_dup picks from all dups, collapses eagerly (6.11)
    pages_scanned: PagesScanned  # how /sys/kernel/mm/ksm/pages_scanned counts
    profit: Profit  # general_profit and ksm_process_profit
    merge_any: bool  # prctl PR_SET_MEMORY_MERGE (6.4)
    ksmd_clears_merge_any: bool  # MMF_VM_MERGE_ANY is lost when ksmd finds nothing mergeable in the process
    merge_any_flags_in_ksm_stat: bool  # ksm_merge_any and ksm_mergeable lines (6.14)
    fork_inherits_counters: bool  # the child starts with the parent's numbers (to 6.17)
    process_profit_file: bool  # ksm_process_profit in ksm_stat
    range_walk_cursor: bool  # ksmd's page walk jumps over holes: same pages, other cost (6.18)
    unmerge: Literal["write_fault", "unshare_fault", "folio_walk", "range_walk"]  # how break_ksm goes about it
