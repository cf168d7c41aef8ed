"""Facts about how ksmd goes through pages: order, smart scan, advisor, chains, cursor."""

from __future__ import annotations

from ksmlab.kernel.fact import Fact

_ORDER = "d58a361b0350 mm/ksm: don't waste time searching stable tree for fast changing page"
_CHAINS = "a0b856b617c5 mm/ksm: optimize the chain()/chain_prune() interfaces"
_SMART = '5e924ff54d08 mm/ksm: add "smart" page scanning mode'
_AGE = "mail: [PATCH v8 1/3] ksm: add linear_page_index into ksm_rmap_item, June 2026"
_ADVISOR = "4e5fa4f5eff6 mm/ksm: add ksm advisor"
_CURSOR = "f5548c318d65 ksm: use range-walk function to jump over holes in scan_get_next_rmap_item"

FACTS = (
    Fact(
        "checksum_before_stable_search",
        False,
        "the stable tree is searched before the checksum is looked at: a new page equal to a KSM page merges at once",
        "up to 6.10",
        _ORDER,
        "in recorded rows",
    ),
    Fact(
        "checksum_before_stable_search",
        True,
        "checksum first, then the zero page, then the stable tree: merging needs a second visit",
        "since 6.11",
        _ORDER,
        "in recorded rows",
    ),
    Fact("smart_scan", False, "every page is visited in every full scan", "up to 6.6", _SMART, "in recorded rows"),
    Fact(
        "smart_scan",
        True,
        "pages that did not merge are visited less and less often, at last in one full scan of nine",
        "since 6.7",
        _SMART,
        "in recorded rows",
    ),
    Fact(
        "stable_items_keep_age",
        True,
        "a page that leaves the stable tree keeps its checksum and its smart-scan age of before",
        "up to 7.2",
        _AGE,
        "in recorded rows",
    ),
    Fact(
        "stable_items_keep_age",
        False,
        "a page that leaves the stable tree forgets its checksum and age; smart scan never skips a stable item",
        "since 7.3",
        _AGE,
        "in recorded rows",
    ),
    Fact("advisor", False, "pages_to_scan is what was last written to it", "up to 6.7", _ADVISOR, "not seen in rows"),
    Fact(
        "advisor",
        True,
        "with advisor_mode scan-time the kernel sets pages_to_scan after each full scan to meet a target time",
        "since 6.8",
        _ADVISOR,
        "not seen in rows",
    ),
    Fact(
        "unified_chain_selection",
        False,
        "of a chain's dups only those with room are considered; a chain of one collapses only when pruned",
        "up to 6.10",
        _CHAINS,
        "in recorded rows",
    ),
    Fact(
        "unified_chain_selection",
        True,
        "of a chain's dups the one with room and most sharers is chosen; a chain of one collapses at once",
        "since 6.11",
        _CHAINS,
        "in recorded rows",
    ),
    Fact(
        "range_walk_cursor",
        False,
        "ksmd looks up one address after the other, holes too",
        "up to 6.17",
        _CURSOR,
        "not seen in rows",
    ),
    Fact(
        "range_walk_cursor",
        True,
        "ksmd walks the page table and jumps over holes: the same pages in less time",
        "since 6.18",
        _CURSOR,
        "not seen in rows",
    ),
)
