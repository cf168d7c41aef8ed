"""Where a content is in the trees, without a walk: valid while every tree is in the order of its contents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ksmlab.ksm.rmap_items import UNSTABLE
from ksmlab.ksm.stable_nodes import NONE

if TYPE_CHECKING:
    from ksmlab.ksm.state import Ksm


class ContentIndex:
    """What is known of the two trees of node 0.

    stable   int32 by content: the stable node of the tree, NONE if there is none
    waiting  int32 by content: row + 1 of the page in the unstable tree, 0 if there is none
    """

    def __init__(self) -> None:
        self.stable = np.zeros(0, np.int32)
        self.waiting = np.zeros(0, np.int32)
        self._stable_known = self._waiting_known = False

    def forget_stable(self) -> None:
        """A walk took nodes out of the stable tree."""
        self._stable_known = False

    def forget_waiting(self) -> None:
        """A walk put pages into the unstable tree or took them out."""
        self._waiting_known = False

    def put_stable(self, content: int, node: int) -> None:
        """A node is the stable tree's for a content now."""
        if self._stable_known and content < len(self.stable):
            self.stable[content] = node
        else:
            self._stable_known = False

    def nothing_waits(self) -> None:
        """The unstable tree is empty."""
        if len(self.waiting) == len(self.stable):
            self.waiting.fill(0)
        else:
            self.waiting = np.zeros(len(self.stable), np.int32)
        self._waiting_known = True

    def know_stable(self, ksm: Ksm) -> None:
        """Make `stable` match the tree, and both large enough for every content."""
        count = ksm.memory.contents.count
        if not self._stable_known:
            nodes = ksm.nodes
            self.stable = np.zeros(max(count, len(self.stable)), np.int32)
            live = nodes.live()
            in_tree = live[nodes.chain[live] == NONE]
            self.stable[nodes.content[in_tree]] = in_tree
            self._stable_known = True
        if count > len(self.stable):
            self.stable = _longer(self.stable, count)
        if len(self.stable) > len(self.waiting):
            self.waiting = _longer(self.waiting, len(self.stable))

    def know_waiting(self, ksm: Ksm) -> None:
        """Make `waiting` match the tree; `stable` is known already."""
        if self._waiting_known:
            return
        items = ksm.unswept_items
        self.waiting = np.zeros(len(self.stable), np.int32)
        flags, seqnr = items.flags[: items.used], items.seqnr[: items.used]
        rows = np.flatnonzero((flags & UNSTABLE != 0) & (seqnr == ksm.cursor.seqnr & 0xFF))
        if ksm.cursor.process is not None:
            self.waiting[items.oldchecksum[rows]] = rows + 1
        self._waiting_known = True


def _longer(column: np.ndarray, count: int) -> np.ndarray:
    longer = np.zeros(count if not len(column) else count + count // 8, np.int32)
    longer[: len(column)] = column
    return longer
