"""The unstable tree: pages that wait for an equal one, in the order of what they hold now; forgotten at each pass."""

from __future__ import annotations

from ksmlab.ksm.events import Comparison
from ksmlab.ksm.rbtree import NIL
from ksmlab.ksm.rmap_items import UNSTABLE
from ksmlab.ksm.state import Ksm, Page

INSERTED, BLOCKED, NOT_FOUND = -1, -2, -1


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


def unstable_tree_search_insert(ksm: Ksm, page: Page, path: list[Comparison] | None) -> int:
    """The slot of an equal page in the tree; else the page is inserted (INSERTED) unless something on the way blocks (BLOCKED)."""
    nid = ksm.nid(page.frame)
    frames, keys = ksm.memory.frames, ksm.memory.contents
    tree, key = ksm.unstable_tree(nid), keys.key(page.content)
    at, parent, is_left = tree.root, NIL, False
    while at != NIL:
        frame = get_mergeable_page(ksm, at)
        if frame < 0 or frame == page.frame:
            ksm.tell("unstable_tree_search_insert", "blocked", page, other=at)
            return BLOCKED
        ksm.costs.unstable_search += 1
        content = frames.content_at[frame]
        other = keys.key(content)
        if path is not None:
            path.append(Comparison("unstable", at, content, (key > other) - (key < other)))
        if key == other:
            if not ksm.knobs.merge_across_nodes and frames.node_at[frame] != nid:
                return BLOCKED
            return at
        parent, is_left = at, key < other
        at = tree.left_at[at] if is_left else tree.right_at[at]
    ksm.index.forget()
    items = ksm.items
    items.flags_at[page.slot] |= UNSTABLE
    items.seqnr_at[page.slot] = ksm.cursor.seqnr & 0xFF
    items.nid_at[page.slot] = nid
    tree.insert(page.slot, parent, is_left)
    ksm.counters.pages_unshared += 1
    return INSERTED
