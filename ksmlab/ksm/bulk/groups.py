"""Who merges with whom: pages of a window grouped by content, each group's outcome by arithmetic.

Within a group pages come in the order of their visits. The first fill the room in the stable node that is there.
Each cycle of
`max_page_sharing` pages after that goes: one is inserted into the unstable tree, the next finds it there and the two
become a new
stable node, the others merge into that node until it is full.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ksmlab.ksm.stable_nodes import CHAIN, NONE
from ksmlab.ksm.state import Ksm
from ksmlab.memory.columns import ascending

NOTHING, INSERT, PAIR, MERGE_NEW, MERGE_OLD, BLOCKED, WALK = range(7)


@dataclass(slots=True)
class Roles:
    """The outcome for pages sorted by content, then visit.

    order    intp, places of the pages as they came in; in_order: they are 0, 1, 2, …; role: uint8
    content  int32; first: intp, for each group its first place; group: intp, for each page its group
    node     int32 by group: the stable node in the tree, NONE; target: int32 by group: the node with room, NONE
    merged   int64 by group: pages that go into `target`
    partner  int32 by group: row + 1 of the page that waits in the unstable tree, 0
    pairing  intp, places of the pages that make a new node; merging: intp, places of those that join it (MERGE_NEW),
             each behind its pairing page and before the next one
    """

    order: np.ndarray
    in_order: bool
    role: np.ndarray
    content: np.ndarray
    first: np.ndarray
    group: np.ndarray
    node: np.ndarray
    target: np.ndarray
    merged: np.ndarray
    partner: np.ndarray
    pairing: np.ndarray
    merging: np.ndarray


def assign_roles(
    ksm: Ksm, contents: np.ndarray, ready: np.ndarray | None, zero: np.ndarray | None, walking: bool
) -> Roles | None:
    """Roles for pages with these contents (int32, in the order of their visits).

    ready: bool, pages whose checksum had not changed; None: all. Others only fill room (the order to 6.10). zero:
    bool, pages that
    become zero pages where no room is; None: none. walking: the unstable tree is not known, so that groups which
    come to it take
    the role WALK. None is returned for a mixture that the walk must do.
    """
    one = is_one(contents)
    sorted_already = one or ascending(contents)
    order, sorted_contents = (np.arange(len(contents)), contents) if sorted_already else _sort(contents)
    count = len(order)
    if one:
        first, sizes, group = np.zeros(1, np.intp), np.array([count]), np.zeros(count, np.int32)
    else:
        edges = np.flatnonzero(sorted_contents[1:] != sorted_contents[:-1]) + 1
        first = np.concatenate((np.zeros(1, np.intp), edges))
        sizes = np.diff(np.append(first, count))
        group = np.repeat(np.arange(len(first), dtype=np.int32), sizes)
    group_contents = sorted_contents[first]
    node = ksm.index.stable[group_contents]
    target, room = _rooms(ksm, node)
    partner = np.zeros(len(first), np.int32) if walking else ksm.index.waiting[group_contents]
    merged = np.minimum(sizes, room)
    idle, mixed = _idle_groups(order, first, sizes, merged, ready, zero)
    if mixed.any() and not walking:
        return None
    cycle = _cycle_of_one if one else _cycle
    role = cycle(first, sizes, merged, partner > 0, ksm.knobs.max_page_sharing)
    if idle.any():
        role[np.repeat(idle, sizes) & (role != MERGE_OLD)] = NOTHING
    if walking:
        role[np.repeat(mixed | ((merged < sizes) & ~idle), sizes)] = WALK
    pairing = np.flatnonzero(role == PAIR)
    merging = np.flatnonzero(role == MERGE_NEW)
    groups = (sorted_contents, first, group, node, target, merged, partner)
    return Roles(order, sorted_already, role, *groups, pairing, merging)


def _cycle(first: np.ndarray, sizes: np.ndarray, merged: np.ndarray, waits: np.ndarray, limit: int) -> np.ndarray:
    """uint8 by page: MERGE_OLD for a group's first `merged`, then INSERT (unless one waits), PAIR, MERGE_NEW, …, and
    again."""
    count = int(sizes.sum())
    rest = np.arange(count, dtype=np.int32) - np.repeat((first + merged).astype(np.int32), sizes)
    step = rest + np.repeat(waits.astype(np.int32), sizes)
    phase = step % limit if limit <= count else step
    role: np.ndarray = (np.minimum(phase, 2) + INSERT).astype(np.uint8)
    role[rest < 0] = MERGE_OLD
    return role


def _cycle_of_one(
    first: np.ndarray, sizes: np.ndarray, merged: np.ndarray, waits: np.ndarray, limit: int
) -> np.ndarray:
    """The same where all pages are one group."""
    old, begun = int(merged[0]), int(merged[0]) - int(waits[0])
    role = np.full(int(sizes[0]), MERGE_NEW, np.uint8)
    role[begun + limit if begun < old else begun :: limit] = INSERT
    role[begun + 1 :: limit] = PAIR
    role[:old] = MERGE_OLD
    return role


def is_one(contents: np.ndarray) -> bool:
    """All are the same."""
    return bool(contents[0] == contents[-1] and (contents == contents[0]).all())


def _sort(contents: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(places in the order of content and then place, the contents in that order)."""
    keys = (contents.astype(np.int64) << 32) | np.arange(len(contents), dtype=np.int64)
    keys.sort()
    return keys & 0xFFFFFFFF, (keys >> 32).astype(np.int32)


def in_order(visits: np.ndarray) -> np.ndarray:
    """Different visits of a window, ascending: by marking them, which is cheaper than sorting."""
    if ascending(visits):
        return visits
    marked = np.zeros(int(visits.max()) + 1, bool)
    marked[visits] = True
    return np.flatnonzero(marked)


def _rooms(ksm: Ksm, node: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For nodes of the tree: (int32 the node that takes pages or NONE, int64 how many it takes)."""
    nodes = ksm.nodes
    target = node.copy()
    for place in np.flatnonzero(nodes.rmap_hlist_len[node] == CHAIN).tolist():
        target[place] = nodes.dups[int(node[place])][0]
    lengths = nodes.rmap_hlist_len[target].astype(np.int64)
    room = np.maximum(ksm.knobs.max_page_sharing - lengths, 0)
    room[(target == NONE) | (lengths <= 0)] = 0
    return target, room


def _idle_groups(
    order: np.ndarray,
    first: np.ndarray,
    sizes: np.ndarray,
    merged: np.ndarray,
    ready: np.ndarray | None,
    zero: np.ndarray | None,
) -> tuple[np.ndarray, np.ndarray]:
    """bools by group: beyond the room there is, its pages stay as they are (or become zero pages); some do and some
    do not."""
    idle, mixed = np.zeros(len(first), bool), np.zeros(len(first), bool)
    if ready is not None:
        unready = np.add.reduceat((~ready[order]).astype(np.int64), first)
        mixed = (unready > 0) & (unready < sizes) & (merged < sizes)
        if zero is not None:
            mixed &= ~zero[order][first]
        idle |= unready == sizes
    if zero is not None:
        idle |= zero[order][first]
    return idle, mixed
