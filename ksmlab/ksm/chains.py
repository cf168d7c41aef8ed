"""Chains: a node of the tree that stands for several KSM pages of one content, once max_page_sharing is reached."""

from __future__ import annotations

import numpy as np

from ksmlab.ksm.stable_nodes import CHAIN, NO_PAGE, NONE
from ksmlab.ksm.stale_nodes import get_node
from ksmlab.ksm.state import Ksm
from ksmlab.ksm.tree_log import StableOps


def is_page_sharing_candidate(ksm: Ksm, node: int, offset: int = 0) -> bool:
    """The node has items, and room for another one (and `offset` more)."""
    length = ksm.nodes.rmap_hlist_len_at[node]
    return bool(length and length + offset < ksm.knobs.max_page_sharing)


def alloc_stable_node_chain(ksm: Ksm, dup: int) -> int:
    """alloc_stable_node_chain: a chain takes a regular node's place in the tree, and the node becomes its first dup."""
    nodes = ksm.nodes
    chain = nodes.allocate(NO_PAGE, nodes.content_at[dup], nodes.nid_at[dup])
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
    stable_node_chain_add_dup(ksm, dup, chain)
    return chain


def stable_node_chain_add_dup(ksm: Ksm, dup: int, chain: int) -> None:
    """A node becomes the first dup of a chain."""
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


def choose_unified(ksm: Ksm, at: int, prune: bool) -> tuple[int, int] | None:
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


def choose_candidates_only(ksm: Ksm, at: int, prune: bool) -> tuple[int, int] | None:
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
