"""Where a content is in the trees, without a walk: valid while every tree is in the order of its contents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ksmlab.ksm.rmap_items import UNSTABLE
from ksmlab.ksm.stable_nodes import NONE

if TYPE_CHECKING:
    from ksmlab.ksm.state import Ksm


class ContentIndex:
    """stable: int32 by content, the stable node of the tree, NONE if none. waiting: int32 by content, row + 1 in the unstable tree."""

    def __init__(self) -> None:
        self.stable = np.zeros(0, np.int32)
        self.waiting = np.zeros(0, np.int32)
        self._known = False

    def forget(self) -> None:
        """Somebody changed a tree by walking it: look everything up anew before the next use."""
        self._known = False

    def forget_waiting(self) -> None:
        """The unstable tree is empty."""
        if self._known:
            self.waiting = np.zeros(len(self.waiting), np.int32)

    def bring_up_to_date(self, ksm: Ksm) -> None:
        """Make it match the trees (of node 0), and large enough for every content."""
        count = ksm.memory.contents.count
        if self._known:
            if count > len(self.stable):
                self.stable = _longer(self.stable, count)
                self.waiting = _longer(self.waiting, count)
            return
        nodes, items = ksm.nodes, ksm.items
        self.stable = np.zeros(count, np.int32)
        live = nodes.live()
        in_tree = live[nodes.chain[live] == NONE]
        self.stable[nodes.content[in_tree]] = in_tree
        self.waiting = np.zeros(count, np.int32)
        flags, seqnr = items.flags[: items.used], items.seqnr[: items.used]
        rows = np.flatnonzero((flags & UNSTABLE != 0) & (seqnr == ksm.cursor.seqnr & 0xFF))
        if ksm.cursor.process is not None:
            self.waiting[items.oldchecksum[rows]] = rows + 1
        self._known = True


def _longer(column: np.ndarray, count: int) -> np.ndarray:
    longer = np.zeros(count + count // 8, np.int32)
    longer[: len(column)] = column
    return longer
