"""Each kernel's features, written as what changed since the kernel before; of the releases that were recorded."""

from __future__ import annotations

from dataclasses import replace

from ksmlab.kernel.features import Features

LINUX_6_1 = Features(
    checksum_before_stable_search=False,
    zero_page_tracking="none",
    smart_scan=False,
    stable_items_keep_age=True,
    advisor=False,
    unified_chain_selection=False,
    pages_scanned="none",
    profit="none",
    merge_any=False,
    ksmd_clears_merge_any=False,
    merge_any_flags_in_ksm_stat=False,
    fork_inherits_counters=True,
    process_profit_file=False,
    range_walk_cursor=True,  # a stable back-port; upstream 6.1 looks at one address at a time
    unmerge="write_fault",
)

SERIES_V3 = replace(
    LINUX_6_1,
    zero_page_tracking="item_flag",
    range_walk_cursor=False,  # the series was built on upstream 6.1.4, which has not the back-port
)

LINUX_6_6 = replace(
    LINUX_6_1,
    zero_page_tracking="dirty_pte",
    pages_scanned="full_batches_plus_one",
    profit="merged_and_zero",
    process_profit_file=True,
    merge_any=True,
    ksmd_clears_merge_any=True,
    range_walk_cursor=False,
    unmerge="unshare_fault",
)

LINUX_6_8 = replace(LINUX_6_6, smart_scan=True, advisor=True)

# 6.10 and 6.11 upstream, and what 6.12.111 has from later kernels: fork, merge_any and the cursor.
LINUX_6_12 = replace(
    LINUX_6_8,
    pages_scanned="exact",
    checksum_before_stable_search=True,
    unified_chain_selection=True,
    unmerge="folio_walk",
    fork_inherits_counters=False,
    ksmd_clears_merge_any=False,
    range_walk_cursor=True,
)

# Newer than 6.12, but 6.16.12 was its last stable release, before those three fixes were written.
LINUX_6_16 = replace(
    LINUX_6_12,
    merge_any_flags_in_ksm_stat=True,
    fork_inherits_counters=True,
    ksmd_clears_merge_any=True,
    range_walk_cursor=False,
)

LINUX_6_18 = replace(LINUX_6_16, fork_inherits_counters=False, ksmd_clears_merge_any=False, range_walk_cursor=True)

LINUX_6_19 = replace(LINUX_6_18, unmerge="range_walk")

LINUX_7_3 = replace(LINUX_6_19, stable_items_keep_age=False)
