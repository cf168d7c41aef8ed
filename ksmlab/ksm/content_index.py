"""Where a content is in the trees, without a walk: valid while every tree is in the order of its contents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ksmlab.ksm.rmap_items import UNSTABLE, RmapItems
from ksmlab.ksm.stable_nodes import FREE, NONE

if TYPE_CHECKING:
    from ksmlab.ksm.stable_nodes import StableNodes
    from ksmlab.ksm.state import Ksm

CHUNK = 1 << 14  # nodes or items at a time, so that the arrays in between are small


class ContentIndex:
    """What is known of the two trees of node 0.

    stable   int32 by content: the stable node of the tree, NONE if there is none
    waiting  int32 by content: row + 1 of the page in the unstable tree, 0 if there is none
    """

    def __init__(self) -> None:
        self.stable = self.waiting = _nothing
        self._stable_known = self._waiting_known = False

    def forget_waiting(self) -> None:
        """A walk put pages into the unstable tree or took them out."""
        self.waiting, self._waiting_known = _nothing, False

    def put_stable(self, content: int, node: int) -> None:
        """A node is the stable tree's for a content now, or NONE is."""
        if self._stable_known and content < len(self.stable):
            self.stable[content] = node
        else:
            self.stable, self._stable_known = _nothing, False

    def nothing_waits(self) -> None:
        """The unstable tree is empty."""
        self.waiting.fill(0)
        self._waiting_known = True

    def know_stable(self, ksm: Ksm) -> None:
        """Make `stable` match the tree, and large enough for every content."""
        count = ksm.memory.contents.count
        if not self._stable_known:
            self.stable = np.zeros(count, np.int32)
            self._put_all_nodes(ksm.nodes)
            self._stable_known = True
        if count > len(self.stable):
            self.stable = _longer(self.stable, count)

    def _put_all_nodes(self, nodes: StableNodes) -> None:
        for first in range(0, nodes.used, CHUNK):
            part = slice(first, min(first + CHUNK, nodes.used))
            in_tree = first + np.flatnonzero((nodes.rmap_hlist_len[part] > FREE) & (nodes.chain[part] == NONE))
            self.stable[nodes.content[in_tree]] = in_tree

    def know_waiting(self, ksm: Ksm) -> None:
        """Make `waiting` match the tree, and as large as `stable`, which is known already."""
        if len(self.stable) > len(self.waiting):
            self.waiting = _longer(self.waiting, len(self.stable))
        if not self._waiting_known and ksm.cursor.process is not None:
            self._put_all_waiting(ksm.unswept_items, ksm.cursor.seqnr & 0xFF)
        self._waiting_known = True

    def _put_all_waiting(self, items: RmapItems, seqnr: int) -> None:
        for first in range(0, items.used, CHUNK):
            part = slice(first, min(first + CHUNK, items.used))
            waits = (items.flags[part] & UNSTABLE != 0) & (items.seqnr[part] == seqnr)
            rows = first + np.flatnonzero(waits)
            self.waiting[items.oldchecksum[rows]] = rows + 1


_nothing = np.empty(0, np.int32)


def _longer(column: np.ndarray, count: int) -> np.ndarray:
    longer = np.zeros(count if not len(column) else count + count // 8, np.int32)
    longer[: len(column)] = column
    return longer
