"""The stable tree: searching for an equal KSM page, and new nodes, each of which owns one."""

from __future__ import annotations

from ksmlab.ksm.chains import (
    alloc_stable_node_chain,
    choose_candidates_only,
    choose_unified,
    is_page_sharing_candidate,
    stable_node_chain_add_dup,
)
from ksmlab.ksm.events import Path
from ksmlab.ksm.rbtree import NIL
from ksmlab.ksm.rmap_items import STABLE
from ksmlab.ksm.stable_nodes import NONE
from ksmlab.ksm.state import Ksm, Page
from ksmlab.ksm.tree_log import StableOps

NOT_FOUND = -1


def stable_tree_append(ksm: Ksm, slot: int, node: int) -> None:
    """The page of an item maps the node's page now."""
    items, counters = ksm.unswept_items, ksm.counters
    length = ksm.nodes.rmap_hlist_len_at[node] + 1
    ksm.nodes.rmap_hlist_len_at[node] = length
    items.head_at[slot] = node
    items.flags_at[slot] |= STABLE
    if length == 1:
        if ksm.nodes.chain_at[node] != NONE:
            ksm.chains_simple = False  # a dup that had lost its items takes pages again
        counters.pages_shared += 1
    else:
        counters.pages_sharing += 1
    ksm.memory.owner(slot)[0].merging_pages += 1


def stable_tree_search(ksm: Ksm, page: Page, path: Path | None) -> int:
    """The frame of an equal KSM page that has room, the page's own frame if it is a KSM page, or NOT_FOUND."""
    if page.frame >= 0 and ksm.memory.frames.holds_at[page.frame] < 0:
        return page.frame
    if ksm.stable_by_index or ksm.stale_paths.spares(ksm, page.content):
        return _look_up(ksm, page.content)
    contents, own = ksm.memory.contents, page.content
    tree, ordered, key, keys = ksm.stable_tree(ksm.nid(page.frame)), contents.in_order, contents.key, contents.keys
    own_key: bytes | None = None  # made where the ids do not tell
    kpfn_at, content_at = ksm.nodes.kpfn_at, ksm.nodes.content_at
    choose = choose_unified if ksm.features.unified_chain_selection else choose_candidates_only
    in_order = contents.all_in_order
    at, comparisons, found = tree.root, 0, NOT_FOUND
    while at != NIL:
        dup = at
        if kpfn_at[at] < 0:  # a chain, which has no page, or a stale node
            chosen = choose(ksm, at, True)
            if chosen is None:  # a stale node went, the tree may have turned
                at = tree.root
                continue
            at, dup = chosen
        comparisons += 1
        other = content_at[at]
        if in_order or (own < ordered and other < ordered):
            less = own < other
        else:
            own_key, other_key = own_key if own_key is not None else key(own), keys.get(other)
            less = own_key < (key(other) if other_key is None else other_key)
        if path is not None:
            path.add("stable", at, other, -1 if less else int(own != other), ksm.nodes.serial_at[at])
        if own == other:
            if dup != NONE and is_page_sharing_candidate(ksm, dup):
                found = kpfn_at[dup]
            break
        at = tree.left_at[at] if less else tree.right_at[at]
    ksm.costs.stable_search += comparisons
    return found


def stable_tree_insert(ksm: Ksm, frame: int, content: int, path: Path | None) -> int:
    """A new stable node, which is returned, for a page that has become a KSM page: in the tree, or a dup in a chain."""
    if ksm.stable_by_index:
        return _insert_by_index(ksm, frame, content)
    nid = ksm.nid(frame)
    nodes, contents = ksm.nodes, ksm.memory.contents
    tree, key, ordered = ksm.stable_tree(nid), contents.key, contents.in_order
    kpfn_at, content_at = ksm.nodes.kpfn_at, ksm.nodes.content_at
    choose = choose_unified if ksm.features.unified_chain_selection else choose_candidates_only
    at, parent, is_left, equal = tree.root, NIL, False, NONE
    while at != NIL:
        if kpfn_at[at] < 0:  # a chain, which has no page, or a stale node
            chosen = choose(ksm, at, False)
            if chosen is None:
                at, parent = tree.root, NIL
                continue
            at = chosen[0]
        ksm.costs.stable_insert += 1
        other = content_at[at]
        is_less = content < other if content < ordered and other < ordered else key(content) < key(other)
        if path is not None:
            path.add("stable", at, other, -1 if is_less else int(content != other), nodes.serial_at[at])
        if content == other:
            equal = at
            break
        parent, is_left = at, is_less
        at = tree.left_at[at] if is_left else tree.right_at[at]
    node = nodes.allocate(frame, content, nid)
    ksm.memory.frames.holds_at[frame] = ~node
    if equal == NONE:
        tree.insert(node, parent, is_left)
        ksm.index.put_stable(content, node)
    else:
        chain = equal if nodes.is_chain(equal) else alloc_stable_node_chain(ksm, equal)
        stable_node_chain_add_dup(ksm, node, chain)
    return node


def _look_up(ksm: Ksm, content: int) -> int:
    """stable_tree_search where every search's end is known: no node is stale, no chain leaves a choice."""
    node = int(ksm.index.stable[content])
    if node == NONE:
        return NOT_FOUND
    dup = ksm.nodes.dups[node][0] if ksm.nodes.is_chain(node) else node
    return int(ksm.nodes.kpfn_at[dup]) if is_page_sharing_candidate(ksm, dup) else NOT_FOUND


def _insert_by_index(ksm: Ksm, frame: int, content: int) -> int:
    """stable_tree_insert where nothing on the way is stale: the tree's shape follows from the log."""
    nodes = ksm.nodes
    node = nodes.allocate(frame, content, 0)
    ksm.memory.frames.holds_at[frame] = ~node
    equal = int(ksm.index.stable[content])
    if equal == NONE:
        ksm.index.stable[content] = node
        ksm.stable_log.append(StableOps([node], []))
    else:
        chain = equal if nodes.is_chain(equal) else alloc_stable_node_chain(ksm, equal)
        stable_node_chain_add_dup(ksm, node, chain)
    return node
