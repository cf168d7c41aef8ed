"""The stable tree: nodes that own a KSM page each, chains of nodes with equal pages, and nodes gone stale."""

from __future__ import annotations

import numpy as np

from ksmlab.ksm.events import Path
from ksmlab.ksm.rbtree import NIL
from ksmlab.ksm.rmap_items import EXISTS, NO_HEAD, STABLE
from ksmlab.ksm.stable_nodes import CHAIN, NONE
from ksmlab.ksm.stale_items import may_retire, retire
from ksmlab.ksm.state import Ksm, Page
from ksmlab.ksm.tree_log import StableOps

NOT_FOUND = -1


def is_stale(ksm: Ksm, node: int) -> bool:
    """ksm_get_folio finds that the node's page was freed."""
    return bool(ksm.memory.frames.holds_at[ksm.nodes.kpfn_at[node]] != ~node)


def is_page_sharing_candidate(ksm: Ksm, node: int, offset: int = 0) -> bool:
    """The node has items, and room for another one (and `offset` more)."""
    length = ksm.nodes.rmap_hlist_len_at[node]
    return bool(length and length + offset < ksm.knobs.max_page_sharing)


def get_node(ksm: Ksm, node: int) -> bool:
    """ksm_get_folio: True if the node's page is there; a stale node is torn down at once."""
    if is_stale(ksm, node):
        remove_node_from_stable_tree(ksm, node)
        return False
    return True


def remove_node_from_stable_tree(ksm: Ksm, node: int) -> None:
    """Tear a node down: its items leave the stable tree, with the counters of every process that shared the page."""
    nodes, counters = ksm.nodes, ksm.counters
    length = nodes.rmap_hlist_len_at[node]
    tree = ksm.stable_tree(nodes.nid_at[node])  # made before the node's number may be another's
    ksm.removed_nodes += 1
    if ksm.trace is not None:
        ksm.tell("remove_node_from_stable_tree", "stale node removed", node=node)
    retires = False
    if length:
        counters.pages_shared -= 1
        counters.pages_sharing -= length - 1
        retires = may_retire(ksm)
        if retires:
            ksm.memory.processes[0].merging_pages -= length
        else:
            _release_items(ksm, ksm.stale_items.rows(ksm, node))
    if nodes.chain_at[node] != NONE:
        nodes.dups[nodes.chain_at[node]].remove(node)
        ksm.chains_simple = False
        counters.stable_node_dups -= 1
    else:
        tree.erase(node)
        ksm.index.put_stable(nodes.content_at[node], NONE)
    if retires:
        retire(ksm, node)
    else:
        nodes.free(node)


def _release_items(ksm: Ksm, slots: np.ndarray) -> None:
    """The items (rows) of a node that goes lose all flags."""
    items = ksm.items
    for slot in slots.tolist():
        items.flags_at[slot] = EXISTS
        items.head_at[slot] = NO_HEAD
        ksm.memory.owner(slot)[0].merging_pages -= 1
        if not ksm.features.stable_items_keep_age:
            items.forget_history(slot)


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
    holds_at, kpfn_at, content_at = _hot_columns(ksm)
    choose = _choose_unified if ksm.features.unified_chain_selection else _choose_candidates_only
    in_order = ordered == contents.count  # then ids tell the order of any two pages
    at, comparisons, found = tree.root, 0, NOT_FOUND
    while at != NIL:
        dup = at
        if holds_at[kpfn_at[at]] != ~at:  # a chain, which has no page, or a stale node
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


def _hot_columns(ksm: Ksm) -> tuple[memoryview, memoryview, memoryview]:
    """What every node on a way down is asked for: what frames hold, nodes' kpfn and content."""
    return ksm.memory.frames.holds_at, ksm.nodes.kpfn_at, ksm.nodes.content_at


def stable_tree_insert(ksm: Ksm, frame: int, content: int, path: Path | None) -> int:
    """A new stable node, which is returned, for a page that has become a KSM page: in the tree, or a dup in a chain."""
    if ksm.stable_by_index:
        return _insert_by_index(ksm, frame, content)
    nid = ksm.nid(frame)
    nodes, contents = ksm.nodes, ksm.memory.contents
    tree, key, ordered = ksm.stable_tree(nid), contents.key, contents.in_order
    holds_at, kpfn_at, content_at = _hot_columns(ksm)
    choose = _choose_unified if ksm.features.unified_chain_selection else _choose_candidates_only
    at, parent, is_left, equal = tree.root, NIL, False, NONE
    while at != NIL:
        if holds_at[kpfn_at[at]] != ~at:  # a chain, which has no page, or a stale node
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
        chain = equal if nodes.is_chain(equal) else _alloc_chain(ksm, equal)
        _chain_add_dup(ksm, node, chain)
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
        chain = equal if nodes.is_chain(equal) else _alloc_chain(ksm, equal)
        _chain_add_dup(ksm, node, chain)
    return node


def _alloc_chain(ksm: Ksm, dup: int) -> int:
    """alloc_stable_node_chain: a chain takes a regular node's place in the tree, and the node becomes its first dup."""
    nodes = ksm.nodes
    chain = nodes.allocate(NONE, nodes.content_at[dup], nodes.nid_at[dup])
    nodes.rmap_hlist_len_at[chain] = CHAIN
    nodes.chain_prune_ms_at[chain] = ksm.wakeup_ms
    nodes.pruned_in_at[chain] = 0
    if ksm.visit_in_window is not None:
        ksm.new_chains.append((chain, ksm.visit_in_window))
    nodes.dups[chain] = []
    ksm.counters.stable_node_chains += 1
    if ksm.stable_by_index:
        ksm.stable_log.append(StableOps([], [(dup, chain)]))
    else:
        ksm.stable_tree(nodes.nid_at[dup]).replace(dup, chain)
    ksm.index.put_stable(nodes.content_at[dup], chain)
    _chain_add_dup(ksm, dup, chain)
    return chain


def _chain_add_dup(ksm: Ksm, dup: int, chain: int) -> None:
    ksm.nodes.dups[chain].insert(0, dup)
    ksm.nodes.chain_at[dup] = chain
    ksm.counters.stable_node_dups += 1


def free_stable_node_chain(ksm: Ksm, chain: int) -> None:
    """An empty chain leaves the tree."""
    ksm.index.put_stable(ksm.nodes.content_at[chain], NONE)
    ksm.stable_tree(ksm.nodes.nid_at[chain]).erase(chain)
    _drop_chain(ksm, chain)


def _drop_chain(ksm: Ksm, chain: int) -> None:
    del ksm.nodes.dups[chain]
    ksm.nodes.free(chain)
    ksm.counters.stable_node_chains -= 1


def _collapse(ksm: Ksm, chain: int, dup: int) -> None:
    """A chain's only dup takes the chain's place in the tree."""
    ksm.index.put_stable(ksm.nodes.content_at[chain], dup)
    ksm.stable_tree(ksm.nodes.nid_at[chain]).replace(chain, dup)
    ksm.nodes.chain_at[dup] = NONE
    _drop_chain(ksm, chain)
    ksm.counters.stable_node_dups -= 1


def mark_chains_to_prune(ksm: Ksm) -> None:
    """When a wake-up starts: chains last pruned stable_node_chains_prune_millisecs ago or longer are pruned in it.

    The kernel looks at the clock at each search. On the virtual clock, whose instants within a wake-up mean nothing,
    all searches of a wake-up see its start, and a chain that is due counts as pruned then, whoever passes it.
    """
    interval_ms = ksm.knobs.stable_node_chains_prune_millisecs
    if not ksm.nodes.dups or not interval_ms:
        return
    nodes, now_ms = ksm.nodes, ksm.clock.now_ms
    chains = np.fromiter(nodes.dups, np.intp, len(nodes.dups))
    due = chains[now_ms >= nodes.chain_prune_ms[chains] + interval_ms]
    nodes.chain_prune_ms[due] = now_ms
    nodes.pruned_in[due] = ksm.batch


def _may_prune(ksm: Ksm, chain: int) -> bool:
    """The chain is searched whole in this wake-up, and its dups without a page go."""
    return not ksm.knobs.stable_node_chains_prune_millisecs or bool(ksm.nodes.pruned_in_at[chain] == ksm.batch)


def _move_to_front(ksm: Ksm, chain: int, dup: int) -> None:
    dups = ksm.nodes.dups[chain]
    if dups[0] != dup and is_page_sharing_candidate(ksm, dup, 1):
        dups.remove(dup)
        dups.insert(0, dup)


def _choose_unified(ksm: Ksm, at: int, prune: bool) -> tuple[int, int] | None:
    """chain_prune and chain from 6.11 on: (tree node, node to compare with), or None when a stale node was removed."""
    nodes = ksm.nodes
    if not nodes.is_chain(at):
        return (at, at) if get_node(ksm, at) else None
    prune = prune and _may_prune(ksm, at)
    found = NONE
    for dup in list(nodes.dups[at]):
        if not get_node(ksm, dup):
            continue
        candidate = is_page_sharing_candidate(ksm, dup)
        if found == NONE or (
            candidate
            and (
                not is_page_sharing_candidate(ksm, found)
                or nodes.rmap_hlist_len_at[dup] > nodes.rmap_hlist_len_at[found]
            )
        ):
            found = dup
            if not prune and candidate:
                break
    if found == NONE:
        free_stable_node_chain(ksm, at)
        return None
    if len(nodes.dups[at]) == 1:
        _collapse(ksm, at, found)
        return found, found
    _move_to_front(ksm, at, found)
    return at, found


def _choose_candidates_only(ksm: Ksm, at: int, prune: bool) -> tuple[int, int] | None:
    """chain_prune, chain, stable_node_dup_any to 6.10: only a node with room is chosen; NONE: any dup will do."""
    nodes = ksm.nodes
    if not nodes.is_chain(at):
        if not get_node(ksm, at):
            return None
        return at, at if is_page_sharing_candidate(ksm, at) else NONE
    prune = prune and _may_prune(ksm, at)
    found, live = NONE, 0
    for dup in list(nodes.dups[at]):
        if not get_node(ksm, dup):
            continue
        live += 1
        longer = found == NONE or nodes.rmap_hlist_len_at[dup] > nodes.rmap_hlist_len_at[found]
        if longer and is_page_sharing_candidate(ksm, dup):
            found = dup
            if not prune:
                break
    if found == NONE:
        if not nodes.dups[at]:
            free_stable_node_chain(ksm, at)
            return None
        return at, NONE
    if prune and live == 1:
        _collapse(ksm, at, found)
        return found, found
    _move_to_front(ksm, at, found)
    return at, found
