"""Which searches of the stable tree pass a stale node: all others end where the index says, and need no walk."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

from ksmlab.ksm.rbtree import NIL, RbTree
from ksmlab.ksm.stable_nodes import NONE

if TYPE_CHECKING:
    from ksmlab.ksm.state import Ksm

WORTHWHILE = 100  # searches, for which stale nodes are looked for
MOST_STALE = 300
ENDLESS = 1 << 40


class StalePaths:
    """The contents that meet a stale node on their way down, while somebody watches.

    A search passes a node exactly if its content lies between those of the node's nearest ancestors on either side. As
    long as the node is in no rotation and nothing leaves the tree these stay the same: the tree tells (RbTree.moved).
    """

    def __init__(self) -> None:
        self._watching = False
        self._lows: list[int] = []
        self._highs: list[int] = []
        self._stale: list[int] = []
        self._lost = self._removed = -1

    @contextmanager
    def watched(self, ksm: Ksm, searches: int) -> Iterator[None]:
        """Spare so many searches the walk for as long as the context lasts, if that can be and is worth while."""
        known = ksm.one_tree and ksm.memory.contents.all_in_order and not ksm.nodes.dups
        self._watching = known and searches >= WORTHWHILE
        if self._watching:
            ksm.index.know_stable(ksm)
        try:
            yield
        finally:
            self._watching = False

    def spares(self, ksm: Ksm, content: int) -> bool:
        """A search for this content meets no stale node and no chain, and the index knows its end."""
        if not self._watching:
            return False
        if ksm.stable_trees[0].moved or self._lost != ksm.nodes.lost or self._removed != ksm.removed_nodes:
            self._look(ksm)
        if ksm.nodes.dups or len(self._stale) > MOST_STALE:
            self._watching = False
            return False
        place = bisect_left(self._lows, content) - 1
        return place < 0 or content >= self._highs[place]

    def _look(self, ksm: Ksm) -> None:
        """Find the stale nodes and what passes them."""
        tree = ksm.stable_tree(0)
        if self._lost != ksm.nodes.lost or self._removed != ksm.removed_nodes:
            stale = np.flatnonzero(ksm.nodes.stale())
            self._stale = stale[ksm.nodes.chain[stale] == NONE].tolist()
            self._lost, self._removed = ksm.nodes.lost, ksm.removed_nodes
        self._lows, self._highs = [], []
        ways = [_way_to(tree, node, ksm.nodes.content_at) for node in self._stale[: MOST_STALE + 1]]
        for low, high in sorted(ways, key=lambda way: (way[0], -way[1])):
            if not self._highs or low >= self._highs[-1]:  # else it lies below another stale node
                self._lows.append(low)
                self._highs.append(high)
        tree.watched, tree.moved = frozenset(self._stale), False


def _way_to(tree: RbTree, node: int, content_at: memoryview) -> tuple[int, int]:
    """What is searched for at a node: all contents between these two."""
    low, high, child, at = -1, ENDLESS, node, tree.parent_at[node]
    while at != NIL and (low < 0 or high == ENDLESS):
        if tree.left_at[at] == child:
            high = content_at[at] if high == ENDLESS else high
        elif low < 0:
            low = content_at[at]
        child, at = at, tree.parent_at[at]
    return low, high
