"""Physical memory: one row a page frame."""

from __future__ import annotations

import numpy as np

from ksmlab.memory.columns import Columns

NO_NODE = 0  # of `stable_node`: the frame is not a KSM page (stable nodes are numbered from 1)


class Frames(Columns):
    """Page frames.

    content      int32  id of what the frame holds
    mapcount     int32  page-table entries that map it; 0: free
    stable_node  int32  the stable node whose page it is, NO_NODE when it is not a KSM page
    node         uint8  NUMA node
    """

    COLUMNS = {"content": ("i4", 0), "mapcount": ("i4", 0), "stable_node": ("i4", NO_NODE), "node": ("u1", 0)}
    content: np.ndarray
    mapcount: np.ndarray
    stable_node: np.ndarray
    node: np.ndarray
    content_at: memoryview
    mapcount_at: memoryview
    stable_node_at: memoryview
    node_at: memoryview

    def __init__(self, capacity: int = 64) -> None:
        super().__init__(capacity)
        self.nodes_differ = False  # some frame is not on node 0; the column is not touched before
        self._free: list[int] = []
        self._free_runs: list[np.ndarray] = []

    def allocate(self, content: int, node: int) -> int:
        """A frame mapped once."""
        if not self._free and self._free_runs:
            self._free.extend(self._free_runs.pop().tolist())
        frame = self._free.pop() if self._free else self.extend(1)
        self.content_at[frame] = content
        self.mapcount_at[frame] = 1
        if node or self.nodes_differ:
            self.node_at[frame], self.nodes_differ = node, True
        return frame

    def allocate_run(self, contents: np.ndarray, node: int) -> np.ndarray:
        """Frames (int32, shape of `contents`) mapped once each."""
        first = self.extend(len(contents))
        stop = first + len(contents)
        self.content[first:stop] = contents
        self.mapcount[first:stop] = 1
        if node or self.nodes_differ:
            self.node[first:stop], self.nodes_differ = node, True
        return np.arange(first, stop, dtype=np.int32)

    def put(self, frame: int) -> None:
        """Give a frame that nothing maps any more back."""
        if self.stable_node_at[frame] != NO_NODE:
            self.stable_node_at[frame] = NO_NODE
        self._free.append(frame)

    def put_run(self, frames: np.ndarray) -> None:
        """Give many frames (int32) back; their mapcount is 0 already."""
        if len(frames):
            shared = frames[self.stable_node[frames] != NO_NODE]
            self.stable_node[shared] = NO_NODE
            self._free_runs.append(frames.astype(np.int32, copy=True))

    def copy(self) -> Frames:
        """A copy that shares nothing that changes."""
        twin = super().copy()
        twin._free = list(self._free)
        twin._free_runs = list(self._free_runs)
        return twin
