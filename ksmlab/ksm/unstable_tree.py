"""The unstable tree: pages that wait for an equal one, in the order of what they hold now; forgotten at each pass."""

from __future__ import annotations

from ksmlab.ksm.events import Path
from ksmlab.ksm.rbtree import NIL
from ksmlab.ksm.rmap_items import UNSTABLE
from ksmlab.ksm.state import Ksm, Page

INSERTED, BLOCKED = -1, -2


def get_mergeable_page(ksm: Ksm, slot: int) -> int:
    """The frame now mapped at an item's address if its VMA is still mergeable and the page anonymous, else -1."""
    process, region = ksm.memory.owner(slot)
    if process.exited:
        return -1
    vma = process.vma_at(region.at + slot - region.first_slot)
    if vma is None or not vma.mergeable or not vma.anon_vma:
        return -1
    frame = ksm.memory.pages.frame_at[slot]
    return int(frame) if frame >= 0 else -1


def unstable_tree_search_insert(ksm: Ksm, page: Page, path: Path | None) -> int:
    """The slot of an equal page in the tree; else the page is INSERTED, or BLOCKED where something is in its way."""
    nid = ksm.nid(page.frame)
    frames, contents = ksm.memory.frames, ksm.memory.contents
    tree, own, ordered, key, keys = ksm.unstable_tree(nid), page.content, contents.in_order, contents.key, contents.keys
    own_key: bytes | None = None  # made where the ids do not tell
    left, right, entries, holds_at = tree.left_at, tree.right_at, ksm.memory.pages.frame_at, frames.holds_at
    row_at = tree.row_at
    sure = ksm.vma_epoch == ksm.memory.vma_epoch  # every page in the tree is still in a mergeable VMA
    own_frame, in_order = page.frame, contents.all_in_order
    at, parent, is_left, comparisons = tree.root, NIL, False, 0
    while at != NIL:
        frame = entries[row_at[at]] if sure else get_mergeable_page(ksm, row_at[at])
        if frame < 0 or frame == own_frame:
            ksm.tell("unstable_tree_search_insert", "blocked", page, other=row_at[at])
            ksm.costs.unstable_search += comparisons
            return BLOCKED
        comparisons += 1
        other = holds_at[frame]
        if other < 0:  # it has become a KSM page, which its process shares with another since a fork
            other = ksm.nodes.content_at[~other]
        if in_order or (own < ordered and other < ordered):
            less = own < other
        else:
            own_key, other_key = own_key if own_key is not None else key(own), keys.get(other)
            less = own_key < (key(other) if other_key is None else other_key)
        if path is not None:
            path.add("unstable", row_at[at], other, -1 if less else int(own != other))
        if own == other:
            ksm.costs.unstable_search += comparisons
            if not ksm.knobs.merge_across_nodes and frames.node_at[frame] != nid:
                return BLOCKED
            tree.found = at
            return row_at[at]
        parent, is_left = at, less
        at = left[at] if is_left else right[at]
    ksm.costs.unstable_search += comparisons
    ksm.index.forget_waiting()
    items = ksm.unswept_items
    items.flags_at[page.slot] |= UNSTABLE
    items.seqnr_at[page.slot] = ksm.cursor.seqnr & 0xFF
    if items.nid_at[page.slot] != nid:  # zeros that nobody wrote take no memory
        items.nid_at[page.slot] = nid
    tree.insert_row(page.slot, parent, is_left)
    ksm.counters.pages_unshared += 1
    return INSERTED
