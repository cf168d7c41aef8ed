"""An unstable tree: the kernel's red-black tree over rmap_items, as large as what is in it, not as the machine."""

from __future__ import annotations

from typing import Self

import numpy as np

from ksmlab.ksm.rbtree import NIL, RbTree

NO_ROW = -1


class ItemTree(RbTree):
    """A red-black tree whose nodes stand for rmap_items; nodes are numbered from 0 as they come.

    row    int32  the item's row, by node; NO_ROW for a number that is free
    found  the node at which the last search ended that found something
    """

    COLUMNS = {**RbTree.COLUMNS, "row": ("i4", 0)}
    TOGETHER = (*RbTree.TOGETHER, "row")
    row: np.ndarray
    row_at: memoryview

    def __init__(self, capacity: int = 64) -> None:
        super().__init__(capacity)
        self.found = NIL
        self._free: list[int] = []
        self._nodes: dict[int, int] | None = None  # row -> node, from the first time that one is asked for on

    def clear(self) -> None:
        """RB_ROOT: forget every node at once, as ksmd does at the start of a pass."""
        super().clear()
        self.used, self.found, self._free, self._nodes = 0, NIL, [], None

    def add(self, rows: np.ndarray) -> int:
        """Number nodes for these rows (int32), which are still to be linked, in their order; returns the first."""
        first = self.extend(len(rows))
        self.row[first : self.used] = rows
        self._nodes = None
        return first

    def insert_row(self, row: int, parent: int, is_left: bool) -> None:
        """The item becomes a node there."""
        node = self._free.pop() if self._free else self.used
        self.insert(node, parent, is_left)
        self.row_at[node] = row
        if self._nodes is not None:
            self._nodes[row] = node

    def erase_row(self, row: int) -> None:
        """The item leaves the tree; KeyError where it is not in it."""
        self.take_out(self._node(row))

    def take_out(self, node: int) -> None:
        """A node leaves the tree, and its number is free."""
        self.erase(node)
        if self._nodes is not None:
            del self._nodes[self.row_at[node]]
        self.row_at[node] = NO_ROW
        self._free.append(node)

    def move(self, row: int, to: int) -> None:
        """The item has another row now."""
        self.row_at[self._node(row)] = to
        self._nodes = None

    def rows(self) -> list[int]:
        """The items' rows, in no order."""
        return [row for row in self.row_at[: self.used].tolist() if row != NO_ROW]

    def rows_in_order(self) -> list[int]:
        """The items' rows from left to right."""
        return [self.row_at[node] for node in self.in_order()]

    def nodes_of(self, rows: np.ndarray) -> np.ndarray:
        """The nodes (intp) of rows (int32) that all are there."""
        own = self.row[: self.used]
        order = np.argsort(own, kind="stable")
        nodes: np.ndarray = order[np.searchsorted(own, rows, sorter=order)]
        return nodes

    def copy(self) -> Self:
        """A copy that shares nothing."""
        twin = super().copy()
        twin._free, twin._nodes = list(self._free), None
        return twin

    def _node(self, row: int) -> int:
        if self.found != NIL and self.row_at[self.found] == row:
            return self.found
        if self._nodes is None:
            self._nodes = {own: node for node, own in enumerate(self.row[: self.used].tolist()) if own != NO_ROW}
        return self._nodes[row]
