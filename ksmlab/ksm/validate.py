"""Invariants of the whole: what must be true after every step, whatever happened."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from ksmlab.ksm.rmap_items import EXISTS, STABLE, UNSTABLE
from ksmlab.ksm.stable_nodes import CHAIN, NONE
from ksmlab.ksm.state import Ksm
from ksmlab.memory.address_space import ZERO_KSM


def validate(ksm: Ksm) -> None:
    """AssertionError, saying which, unless every invariant holds."""
    _frames_count_their_mappings(ksm)
    _counters_equal_the_items(ksm)
    _nodes_count_their_items(ksm)
    _trees_hold_the_nodes(ksm)


def _frames_count_their_mappings(ksm: Ksm) -> None:
    frames = ksm.memory.frames
    entries = ksm.memory.pages.frame[: ksm.memory.pages.used]
    mappings = np.bincount(entries[entries >= 0], minlength=frames.used)
    mapcount = frames.mapcount[: frames.used]
    assert np.array_equal(mappings, mapcount), "a frame's mapcount is not the number of its mappings"
    if ksm.memory.zero_pages_tracked and not ksm.features.fork_inherits_counters:
        placed = int(np.count_nonzero(entries == ZERO_KSM))
        assert ksm.memory.ksm_zero_pages == placed, f"ksm_zero_pages {ksm.memory.ksm_zero_pages}, placed {placed}"


def _counters_equal_the_items(ksm: Ksm) -> None:
    counters = ksm.counters
    flags = ksm.items.flags[: ksm.items.used]
    for name, counted, bit in (
        ("rmap_items", counters.rmap_items, EXISTS),
        ("pages_unshared", counters.pages_unshared, UNSTABLE),
        ("pages_shared + pages_sharing", counters.pages_shared + counters.pages_sharing, STABLE),
    ):
        there = int(np.count_nonzero(flags & bit))
        assert counted == there, f"{name} is {counted}, the items say {there}"
    assert not ((flags & STABLE) != 0)[(flags & UNSTABLE) != 0].any(), "an item is in both trees"
    if ksm.features.fork_inherits_counters:
        return
    for process in ksm.memory.processes:
        own = [flags[region.first_slot : region.first_slot + region.pages] for region in process.regions]
        assert process.rmap_items == sum(int(np.count_nonzero(part)) for part in own), f"rmap_items of {process.name}"
        merging = sum(int(np.count_nonzero(part & STABLE)) for part in own)
        assert process.merging_pages == merging, f"merging pages of {process.name}"


def _nodes_count_their_items(ksm: Ksm) -> None:
    nodes, items = ksm.nodes, ksm.items
    live = nodes.live()
    stable = (items.flags[: items.used] & STABLE) != 0
    heads = items.head[: items.used][stable]
    hung = np.bincount(heads, minlength=nodes.used) if len(heads) else np.zeros(nodes.used, int)
    owning = live[nodes.rmap_hlist_len[live] != CHAIN]
    there = owning[nodes.kpfn[owning] >= 0]
    assert np.array_equal(ksm.memory.frames.stable_nodes(nodes.kpfn[there]), there), "a node's page is not its"
    holds = ksm.memory.frames.holds[: ksm.memory.frames.used]
    assert np.count_nonzero(holds < 0) == len(there), "a KSM page without a node"
    assert np.array_equal(hung[owning], nodes.rmap_hlist_len[owning]), "rmap_hlist_len is not the number of items"
    assert ksm.counters.pages_shared == int(np.count_nonzero(nodes.rmap_hlist_len[owning])), "pages_shared"
    chains = [int(node) for node in live if nodes.is_chain(int(node))]
    assert ksm.counters.stable_node_chains == len(chains), "stable_node_chains"
    assert ksm.counters.stable_node_dups == sum(len(nodes.dups[chain]) for chain in chains), "stable_node_dups"
    for chain in chains:
        for dup in nodes.dups[chain]:
            assert nodes.chain_at[dup] == chain and nodes.content_at[dup] == nodes.content_at[chain], "a dup in a chain"


def _trees_hold_the_nodes(ksm: Ksm) -> None:
    nodes, items, keys = ksm.nodes, ksm.items, ksm.memory.contents
    in_tree: set[int] = set()
    for nid in range(len(ksm.stable_trees)):
        tree = ksm.stable_tree(nid)
        tree.validate()
        order = tree.in_order()
        in_tree.update(order)
        contents = [keys.key(nodes.content_at[node]) for node in order]
        assert all(a < b for a, b in pairwise(contents)), "the stable tree is out of order"
    expected = {int(node) for node in nodes.live() if nodes.chain_at[node] == NONE}
    assert in_tree == expected, "the stable tree does not hold exactly the nodes that are not dups"
    waiting: set[int] = set()
    for nid in range(len(ksm.unstable_trees)):
        tree = ksm.unstable_tree(nid)
        tree.validate()
        waiting.update(tree.rows_in_order())
    current = (items.flags[: items.used] & UNSTABLE != 0) & (items.seqnr[: items.used] == ksm.cursor.seqnr & 0xFF)
    assert waiting == set(np.flatnonzero(current).tolist()) or ksm.cursor.process is None, "the unstable tree's items"
