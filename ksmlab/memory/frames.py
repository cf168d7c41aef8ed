"""Physical memory: one row a page frame."""

from __future__ import annotations

from array import array

import numpy as np

from ksmlab.memory.columns import Columns

CHUNK = 1 << 16  # frames numbered at a time, so that a large machine needs no second array
LISTED = 1 << 12  # frames looked through for free ones at a time
NO_NODE = 0  # the stable node of a frame that is not a KSM page (stable nodes are numbered from 1)


class Frames(Columns):
    """Page frames.

    holds     int32  id of the content that the frame holds; of a KSM page ~node, and the stable node knows the content:
                     a union, as page->mapping is one
    mapcount  int32  page-table entries that map it; 0: free
    node      uint8  NUMA node
    """

    COLUMNS = {"holds": ("i4", 0), "mapcount": ("i4", 0), "node": ("u1", 0)}
    holds: np.ndarray
    mapcount: np.ndarray
    node: np.ndarray
    holds_at: memoryview
    mapcount_at: memoryview
    node_at: memoryview

    def __init__(self, capacity: int = 64) -> None:
        super().__init__(capacity)
        self.nodes_differ = False  # some frame is not on node 0; the column is not touched before
        self.freed_unlisted = False  # frames were freed many at once and stand in no list: found by their mapcount
        self._free = array("i")
        self._unlisted = range(0)  # frames that are still to be looked through for free ones

    def stable_node(self, frame: int) -> int:
        """page_stable_node: the node whose page a frame is, NO_NODE when it is not a KSM page."""
        holds = self.holds_at[frame]
        return ~holds if holds < 0 else NO_NODE

    def stable_nodes(self, frames: np.ndarray | slice) -> np.ndarray:
        """The same for many frames: int32 each."""
        holds = self.holds[frames]
        return np.where(holds < 0, ~holds, np.int32(NO_NODE))

    def allocate(self, content: int, node: int) -> int:
        """A frame mapped once."""
        if not self._free:
            self._list_free()
        frame = self._free.pop() if self._free else self.extend(1)
        self.holds_at[frame] = content
        self.mapcount_at[frame] = 1
        if node or self.nodes_differ:
            self.node_at[frame], self.nodes_differ = node, True
        return frame

    def allocate_run(self, contents: np.ndarray, node: int, entries: np.ndarray) -> None:
        """Frames that hold `contents` (int32), mapped once each; their numbers go into `entries` (int32, the same
        shape)."""
        first = self.extend(len(contents))
        stop = first + len(contents)
        self.holds[first:stop] = contents
        self.mapcount[first:stop] = 1
        if node or self.nodes_differ:
            self.node[first:stop], self.nodes_differ = node, True
        for start in range(0, len(entries), CHUNK):
            part = entries[start : start + CHUNK]
            part[:] = np.arange(first + start, first + start + len(part), dtype=np.int32)

    def put(self, frame: int) -> None:
        """Give a frame that nothing maps any more back."""
        self.holds_at[frame] = 0  # a KSM page no more
        self._free.append(frame)

    def put_run(self, frames: np.ndarray) -> None:
        """Give many frames (int32) back; their mapcount is 0 already."""
        if len(frames):
            self.holds[frames] = 0
            self.freed_unlisted = True

    def _list_free(self) -> None:
        """Fill the empty list of free frames with those of the next few thousand that are free."""
        if not self._unlisted and self.freed_unlisted:
            self._unlisted, self.freed_unlisted = range(self.used), False
        while not self._free and self._unlisted:
            part, self._unlisted = self._unlisted[:LISTED], self._unlisted[LISTED:]
            free = part.start + np.flatnonzero(self.mapcount[part.start : part.stop] == 0)
            self._free = array("i", free.astype(np.int32).tobytes())

    def copy(self) -> Frames:
        """A copy that shares nothing that changes."""
        twin = super().copy()
        twin._free = self._free[:]
        return twin
