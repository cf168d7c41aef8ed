"""One number for a whole state, the same for two states that nobody could tell apart."""

from __future__ import annotations

from dataclasses import astuple

import numpy as np
from blake3 import blake3

from ksmlab.ksm.rbtree import NIL, RbTree
from ksmlab.ksm.rmap_items import EXISTS, STABLE, UNSTABLE
from ksmlab.ksm.stable_nodes import NONE
from ksmlab.ksm.state import Ksm


def digest(ksm: Ksm, trees: bool = True) -> str:
    """BLAKE3 over page tables, frames, items, nodes, counters and cursor, and the shapes of the trees if asked for.

    Frames and stable nodes are named by the order in which a walk over all pages meets them, so that their numbers,
    which no kernel shows, do not count.
    """
    hasher = blake3()
    memory, items = ksm.memory, ksm.items
    used = memory.pages.used
    entries = memory.pages.frame[:used]
    mapped = entries[entries >= 0]
    names, order = _first_met(mapped)
    page_table = entries.copy()
    page_table[entries >= 0] = names
    flags = items.flags[:used]
    exists = (flags & EXISTS) != 0
    stable = (flags & STABLE) != 0
    serials = np.where(stable, _rank_by_serial(ksm)[items.head[:used]], NONE)
    for column in (
        page_table,
        ksm.contents(order),
        memory.frames.mapcount[order],
        _rank_by_serial(ksm)[memory.frames.stable_nodes(order)],
        flags,
        np.where(exists, items.oldchecksum[:used], 0),
        np.where(exists, items.age[:used], 0),
        np.where(exists, items.remaining_skips[:used], 0),
        np.where((flags & UNSTABLE) != 0, items.seqnr[:used], 0),
        serials,
    ):
        hasher.update(np.ascontiguousarray(column).tobytes())
    hasher.update(repr(_words(ksm)).encode())
    if trees:
        hasher.update(repr(_shapes(ksm)).encode())
    return hasher.hexdigest()[:32]


def _first_met(mapped: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(for each mapping the order in which its frame is first met, the frames in that order)."""
    frames, first, inverse = np.unique(mapped, return_index=True, return_inverse=True)
    by_place = np.argsort(first, kind="stable")
    rank = np.empty(len(frames), np.int32)
    rank[by_place] = np.arange(len(frames), dtype=np.int32)
    return rank[inverse], frames[by_place]


def _rank_by_serial(ksm: Ksm) -> np.ndarray:
    """For each row of the stable nodes its place among the living, oldest first (from 1)."""
    live = ksm.nodes.live()
    rank = np.zeros(max(ksm.nodes.used, 1), np.int32)
    rank[live[np.argsort(ksm.nodes.serial[live], kind="stable")]] = np.arange(1, len(live) + 1, dtype=np.int32)
    return rank


def _words(ksm: Ksm) -> list[object]:
    nodes, cursor = ksm.nodes, ksm.cursor
    rank = _rank_by_serial(ksm)
    live = sorted(ksm.nodes.live().tolist(), key=lambda node: rank[node])
    return [
        astuple(ksm.knobs),
        astuple(ksm.counters),
        astuple(ksm.clock),
        astuple(ksm.advisor),
        ksm.memory.ksm_zero_pages,
        ksm.batch,
        (cursor.process.name if cursor.process else None, cursor.address, cursor.list_position, cursor.seqnr),
        cursor.batch_left,
        [process.name for process in ksm.mm_slots],
        [
            (
                *(p.name, p.exited, p.mergeable, p.merge_any, p.rmap_items, p.merging_pages, p.zero_pages),
                *((vma.start, vma.stop, vma.mergeable, vma.anon_vma) for vma in p.vmas),
            )
            for p in ksm.memory.processes
        ],
        [(int(nodes.rmap_hlist_len_at[n]), nodes.content_at[n], nodes.nid_at[n]) for n in live],
        [
            (int(rank[c]), nodes.chain_prune_ms_at[c], nodes.pruned_in_at[c], [int(rank[d]) for d in nodes.dups[c]])
            for c in live
            if nodes.is_chain(c)
        ],
    ]


def _shapes(ksm: Ksm) -> list[object]:
    rank = _rank_by_serial(ksm)
    stable = [_shape(ksm.stable_tree(nid), lambda node: int(rank[node])) for nid in range(len(ksm.stable_trees))]
    waiting = [ksm.unstable_tree(nid) for nid in range(len(ksm.unstable_trees))]
    unstable = [_shape(tree, tree.row_at.__getitem__) for tree in waiting]
    return [stable, unstable]


def _shape(tree: RbTree, name: object) -> list[tuple[int, int, int, int]]:
    assert callable(name)

    def named(node: int) -> int:
        return name(node) if node != NIL else NIL

    return [
        (named(node), tree.colour_at[node], named(tree.left_at[node]), named(tree.right_at[node]))
        for node in tree.in_order()
    ]
