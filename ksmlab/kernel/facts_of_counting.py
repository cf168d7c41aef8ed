"""Facts about what the counters' files show."""

from __future__ import annotations

from ksmlab.kernel.fact import Fact

_SCANNED = "b348b5fe2b5f mm/ksm: add pages scanned metric"
_SCANNED_FIX = "730cdc2c72c6 mm/ksm: fix ksm_pages_scanned accounting"
_PROFIT = "d21077fbc2fc mm: add new KSM process and sysfs knobs"
_PROFIT_ZERO = "1a8e84305783 ksm: consider KSM-placed zeropages when calculating KSM profit"
_FLAGS = "3ab76c767bc7 ksm: add ksm involvement information for each process"

FACTS = (
    Fact("pages_scanned", "none", "there is no pages_scanned file", "up to 6.5", _SCANNED, "in recorded rows"),
    Fact(
        "pages_scanned",
        "full_batches_plus_one",
        "pages_scanned grows by pages_to_scan + 1 when a batch is used up, and not at all when a full scan ends in it",
        "6.6 to 6.9",
        _SCANNED_FIX,
        "in recorded rows",
    ),
    Fact(
        "pages_scanned",
        "exact",
        "pages_scanned counts every page that ksmd looked at",
        "since 6.10",
        _SCANNED_FIX,
        "in recorded rows",
    ),
    Fact("profit", "none", "no file tells what KSM saves", "up to 6.3", _PROFIT, "in recorded rows"),
    Fact(
        "profit",
        "merged",
        "profit counts merged pages less rmap_items; zero pages are left out",
        "6.4 and 6.5",
        _PROFIT,
        "not recorded",
    ),
    Fact(
        "profit",
        "merged_and_zero",
        "profit counts merged pages and KSM's zero pages less rmap_items",
        "since 6.6",
        _PROFIT_ZERO,
        "in recorded rows",
    ),
    Fact(
        "merge_any_flags_in_ksm_stat",
        False,
        "ksm_stat does not tell whether a process is mergeable",
        "up to 6.13",
        _FLAGS,
        "in recorded rows",
    ),
    Fact(
        "merge_any_flags_in_ksm_stat",
        True,
        "ksm_stat has the lines ksm_merge_any and ksm_mergeable",
        "since 6.14",
        _FLAGS,
        "in recorded rows",
    ),
    Fact(
        "process_profit_file",
        False,
        "ksm_stat does not tell what KSM saves in a process",
        "up to 6.3",
        _PROFIT,
        "in recorded rows",
    ),
    Fact(
        "process_profit_file",
        True,
        "ksm_stat has the line ksm_process_profit",
        "since 6.4",
        _PROFIT,
        "in recorded rows",
    ),
)
