"""cmp_and_merge_page: what ksmd does with one page, branch by branch as the kernel does it."""

from __future__ import annotations

from ksmlab.ksm.events import Event, Path
from ksmlab.ksm.removal import remove_rmap_item_from_tree
from ksmlab.ksm.rmap_items import EXISTS, ZERO_FLAG
from ksmlab.ksm.stable_nodes import NONE
from ksmlab.ksm.stable_tree import NOT_FOUND, stable_tree_append, stable_tree_insert, stable_tree_search
from ksmlab.ksm.state import Ksm, Page
from ksmlab.ksm.unstable_tree import BLOCKED, INSERTED, get_mergeable_page, unstable_tree_search_insert
from ksmlab.memory.address_space import ZERO_KSM, Process
from ksmlab.memory.contents import ZERO


def cmp_and_merge_page(ksm: Ksm, slot: int) -> None:
    """Look at one page: compare, remember, insert or merge."""
    clock = ksm.clock
    clock.work(clock.costs.visit_ns)
    frame = ksm.memory.pages.frame_at[slot]
    page = Page(slot, frame, ksm.content(frame) if frame >= 0 else ZERO)
    if ksm.trace is None:
        visit_page(ksm, page)
        return
    path = Path()
    outcome, other, node = visit_page(ksm, page, path)
    serial = ksm.serial(node)
    ksm.trace(Event(ksm.batch, "cmp_and_merge_page", outcome, slot, other, node, page.content, path, serial))


Outcome = tuple[str, int, int]  # a word, another page's slot or -1, a stable node or NONE


def visit_page(ksm: Ksm, page: Page, path: Path | None = None) -> Outcome:
    """All that is done with a page that the cursor has found, in this kernel's order."""
    if ksm.features.checksum_before_stable_search:
        return _visit_checksum_first(ksm, page, path)
    return _visit_stable_tree_first(ksm, page, path)


def _visit_checksum_first(ksm: Ksm, page: Page, path: Path | None) -> Outcome:
    """The order from 6.11 on: checksum, zero page, stable tree, unstable tree."""
    node = _own_node(ksm, page)
    if node != NONE:
        if ksm.unswept_items.head_at[page.slot] == node:
            return "own KSM page", -1, node
    else:
        remove_rmap_item_from_tree(ksm, page.slot)
        if _checksum_changed(ksm, page):
            return "checksum changed", -1, NONE
        if _merge_with_zero_page(ksm, page):
            return "zero page", -1, NONE
    return search_checked(ksm, page, path)


def search_checked(ksm: Ksm, page: Page, path: Path | None = None) -> Outcome:
    """The searches, for a page that is past its checksum (or a KSM page, which needs none)."""
    found = _search_stable_tree(ksm, page, path)
    remove_rmap_item_from_tree(ksm, page.slot)
    if found != NOT_FOUND:
        return _merge_with_ksm_page(ksm, page, found)
    return _merge_with_waiting_page(ksm, page, path)


def _visit_stable_tree_first(ksm: Ksm, page: Page, path: Path | None) -> Outcome:
    """The order to 6.10: stable tree, checksum, zero page, unstable tree."""
    node = _own_node(ksm, page)
    if node != NONE and ksm.unswept_items.head_at[page.slot] == node:
        return "own KSM page", -1, node
    return search_unchecked(ksm, page, path)


def search_unchecked(ksm: Ksm, page: Page, path: Path | None = None) -> Outcome:
    """The stable tree, then checksum, zero page and unstable tree."""
    found = _search_stable_tree(ksm, page, path)
    remove_rmap_item_from_tree(ksm, page.slot)
    if found != NOT_FOUND:
        return _merge_with_ksm_page(ksm, page, found)
    if _checksum_changed(ksm, page):
        return "checksum changed", -1, NONE
    if _merge_with_zero_page(ksm, page):
        return "zero page", -1, NONE
    return _merge_with_waiting_page(ksm, page, path)


def _own_node(ksm: Ksm, page: Page) -> int:
    """page_stable_node."""
    return ksm.memory.frames.stable_node(page.frame) if page.frame >= 0 else NONE


def _search_stable_tree(ksm: Ksm, page: Page, path: Path | None) -> int:
    ksm.clock.work(ksm.clock.costs.search_ns)
    return stable_tree_search(ksm, page, path)


def _checksum_changed(ksm: Ksm, page: Page) -> bool:
    """calc_checksum against the remembered one, which is replaced if it differs."""
    ksm.clock.work(ksm.clock.costs.checksum_ns)
    ksm.costs.checksums += 1
    if ksm.unswept_items.oldchecksum_at[page.slot] == page.content:
        return False
    ksm.unswept_items.oldchecksum_at[page.slot] = page.content
    return True


def _merge_with_zero_page(ksm: Ksm, page: Page) -> bool:
    """try_to_merge_with_zero_page: True if the page needs no more looking at."""
    flagged = ksm.unswept_items.flags_at[page.slot] & ZERO_FLAG
    process = ksm.memory.owner(page.slot)[0]
    if not ksm.knobs.use_zero_pages:
        return False
    if page.content != ZERO:
        if flagged:  # v3: the page was written to; noticed only now
            ksm.unswept_items.flags_at[page.slot] = EXISTS
            ksm.counters.zero_pages_sharing -= 1
            process.zero_pages -= 1
        return False
    if flagged:
        return True
    if get_mergeable_page(ksm, page.slot) >= 0:
        ksm.clock.work(ksm.clock.costs.merge_ns)
        ksm.costs.identical += 1
        ksm.memory.pages.frame_at[page.slot] = ZERO_KSM
        ksm.memory.unmap_frame(page.frame)
    _count_zero_page(ksm, process, page.slot)
    return True


def _count_zero_page(ksm: Ksm, process: Process, slot: int) -> None:
    tracking = ksm.features.zero_page_tracking
    if tracking == "dirty_pte":
        ksm.memory.ksm_zero_pages += 1
        process.zero_pages += 1
    elif tracking == "item_flag":
        ksm.unswept_items.flags_at[slot] |= ZERO_FLAG
        ksm.counters.zero_pages_sharing += 1
        process.zero_pages += 1


def _merge_with_ksm_page(ksm: Ksm, page: Page, kpage: int) -> Outcome:
    """try_to_merge_with_ksm_page and, when that succeeds, stable_tree_append."""
    node = ksm.memory.frames.stable_node(kpage)
    if page.frame < 0:  # v3: a zero page is not anonymous
        return "not anonymous", -1, node
    if page.frame != kpage:
        _replace_page(ksm, page, kpage)
    stable_tree_append(ksm, page.slot, node)
    return "merged with KSM page" if page.frame != kpage else "forked KSM page", -1, node


def _replace_page(ksm: Ksm, page: Page, kpage: int) -> None:
    """try_to_merge_one_page: compare under write protection, then map the KSM page."""
    ksm.clock.work(ksm.clock.costs.merge_ns)
    ksm.costs.identical += 1
    ksm.memory.pages.frame_at[page.slot] = kpage
    ksm.memory.frames.mapcount_at[kpage] += 1
    ksm.memory.unmap_frame(page.frame)


def _merge_with_waiting_page(ksm: Ksm, page: Page, path: Path | None) -> Outcome:
    """The unstable tree, and try_to_merge_two_pages with what is found there: the scanned page's frame survives."""
    ksm.clock.work(ksm.clock.costs.search_ns)
    found = unstable_tree_search_insert(ksm, page, path)
    if found == BLOCKED:
        return "blocked", -1, NONE
    if found == INSERTED:
        return "inserted in unstable tree", -1, NONE
    if page.frame < 0:  # v3: a zero page is not anonymous
        return "not anonymous", found, NONE
    old = ksm.memory.pages.frame_at[found]
    remove_rmap_item_from_tree(ksm, page.slot)
    _replace_page(ksm, Page(found, old, page.content), page.frame)
    remove_rmap_item_from_tree(ksm, found)
    node = stable_tree_insert(ksm, page.frame, page.content, path)
    stable_tree_append(ksm, found, node)
    stable_tree_append(ksm, page.slot, node)
    return "merged with waiting page", found, node
