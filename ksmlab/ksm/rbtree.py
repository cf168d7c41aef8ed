"""The kernel's red-black tree (lib/rbtree.c), balanced exactly as there: its shape decides what a search meets."""

from __future__ import annotations

from collections.abc import Container
from typing import ClassVar

import numpy as np

from ksmlab.memory.columns import Columns

NIL = -1
RED, BLACK = 0, 1


class RbTree(Columns):
    """A red-black tree over small integers; which way to go down is its user's business.

    left, right, parent: int32, NIL where there is none; colour: uint8, RED or BLACK. A row belongs to the node of its
    number, and says nothing while that is not in the tree: the zeros of a new row take no memory.
    """

    COLUMNS = {"left": ("i4", 0), "right": ("i4", 0), "parent": ("i4", 0), "colour": ("u1", RED)}
    TOGETHER: ClassVar[tuple[str, ...]] = ("left", "right", "parent")
    left_at: memoryview
    right_at: memoryview
    parent_at: memoryview
    colour_at: memoryview
    left: np.ndarray
    right: np.ndarray

    def __init__(self, capacity: int = 64) -> None:
        super().__init__(capacity)
        self.root = NIL
        self.watched: Container[int] = ()  # nodes of which `moved` tells
        self.moved = False  # what lies below a watched node may have changed

    def reserve(self, nodes: int) -> None:
        """Make room for node numbers below `nodes`."""
        if nodes > self.used:
            self.extend(nodes - self.used)

    def clear(self) -> None:
        """RB_ROOT: forget every node at once, as ksmd does with the unstable tree."""
        self.root = NIL

    def insert(self, node: int, parent: int, is_left: bool) -> None:
        """rb_link_node and rb_insert_color."""
        self.reserve(node + 1)
        self.left_at[node] = self.right_at[node] = NIL
        self.parent_at[node] = parent
        self.colour_at[node] = RED
        if parent == NIL:
            self.root = node
        elif is_left:
            self.left_at[parent] = node
        else:
            self.right_at[parent] = node
        self._insert_colour(node)

    def _insert_colour(self, node: int) -> None:
        left, right, up, colour = self.left_at, self.right_at, self.parent_at, self.colour_at
        parent = up[node]
        while True:
            if parent == NIL:
                colour[node] = BLACK
                return
            if colour[parent] == BLACK:
                return
            grandparent = up[parent]
            near, far = (left, right) if left[grandparent] == parent else (right, left)
            uncle = far[grandparent]
            if uncle != NIL and colour[uncle] == RED:
                colour[uncle] = colour[parent] = BLACK
                colour[grandparent] = RED
                node, parent = grandparent, up[grandparent]
                continue
            if far[parent] == node:
                self._rotate(parent, far, near)
                parent = node
            self._rotate(grandparent, near, far)
            colour[parent], colour[grandparent] = BLACK, RED
            return

    def _rotate(self, node: int, up_side: memoryview, down_side: memoryview) -> None:
        """Turn `node` down to its `down_side`; its child on `up_side` takes its place."""
        up = self.parent_at
        child = up_side[node]
        if node in self.watched or child in self.watched:
            self.moved = True
        inner = down_side[child]
        up_side[node] = inner
        if inner != NIL:
            up[inner] = node
        self._change_child(node, child, up[node])
        up[child] = up[node]
        down_side[child] = node
        up[node] = child

    def _change_child(self, old: int, new: int, parent: int) -> None:
        if parent == NIL:
            self.root = new
        elif self.left_at[parent] == old:
            self.left_at[parent] = new
        else:
            self.right_at[parent] = new

    def replace(self, victim: int, new: int) -> None:
        """rb_replace_node: `new` takes the place and colour of `victim`."""
        self.reserve(new + 1)
        left, right, up = self.left_at, self.right_at, self.parent_at
        self._change_child(victim, new, up[victim])
        left[new], right[new], up[new] = left[victim], right[victim], up[victim]
        self.colour_at[new] = self.colour_at[victim]
        for child in (left[victim], right[victim]):
            if child != NIL:
                up[child] = new

    def erase(self, node: int) -> None:
        """rb_erase."""
        self.moved = True
        deficit = self._unlink(node)
        if deficit is not None:
            self._erase_colour(deficit)

    def _unlink(self, node: int) -> int | None:
        """__rb_erase_augmented: take a node out; returns the parent at which a black node is missing, if any."""
        left, right, up, colour = self.left_at, self.right_at, self.parent_at, self.colour_at
        parent = up[node]
        if left[node] == NIL or right[node] == NIL:
            child = right[node] if left[node] == NIL else left[node]
            self._change_child(node, child, parent)
            if child != NIL:
                up[child] = parent
                colour[child] = colour[node]
                return None
            return int(parent) if colour[node] == BLACK and parent != NIL else None
        successor = right[node]
        while left[successor] != NIL:
            successor = left[successor]
        child = right[successor]
        if successor == right[node]:
            hole = successor
        else:
            hole = up[successor]
            left[hole] = child
            right[successor] = right[node]
            up[right[node]] = successor
        left[successor] = left[node]
        up[left[node]] = successor
        self._change_child(node, successor, parent)
        was_black = colour[successor] == BLACK
        up[successor] = parent
        colour[successor] = colour[node]
        if child != NIL:
            up[child] = hole
            colour[child] = BLACK
            return None
        return int(hole) if was_black else None

    def _erase_colour(self, parent: int) -> None:
        """____rb_erase_color: a black node is missing below `parent`."""
        left, right, up, colour = self.left_at, self.right_at, self.parent_at, self.colour_at
        node = NIL
        while True:
            near, far = (left, right) if right[parent] != node else (right, left)
            sibling = far[parent]
            if colour[sibling] == RED:
                self._rotate(parent, far, near)
                colour[sibling], colour[parent] = BLACK, RED
                sibling = far[parent]
            outer = far[sibling]
            if outer == NIL or colour[outer] == BLACK:
                inner = near[sibling]
                if inner == NIL or colour[inner] == BLACK:
                    colour[sibling] = RED
                    if colour[parent] == RED:
                        colour[parent] = BLACK
                        return
                    node, parent = parent, up[parent]
                    if parent == NIL:
                        return
                    continue
                self._rotate(sibling, near, far)
                colour[inner] = BLACK
                outer, sibling = sibling, inner
            self._rotate(parent, far, near)
            colour[sibling] = colour[parent]
            colour[parent] = colour[outer] = BLACK
            return

    def in_order(self) -> list[int]:
        """Node numbers from left to right."""
        nodes: list[int] = []
        stack: list[int] = []
        node = self.root
        while stack or node != NIL:
            while node != NIL:
                stack.append(node)
                node = self.left_at[node]
            node = stack.pop()
            nodes.append(node)
            node = self.right_at[node]
        return nodes

    def validate(self) -> None:
        """AssertionError unless colours, black heights and links are those of a red-black tree."""
        if self.root == NIL:
            return
        assert self.colour_at[self.root] == BLACK and self.parent_at[self.root] == NIL
        heights: dict[int, int] = {NIL: 0}
        for node in self._post_order():
            left, right = self.left_at[node], self.right_at[node]
            for child in (left, right):
                assert child == NIL or self.parent_at[child] == node, f"link of {child} under {node}"
                assert child == NIL or self.colour_at[node] == BLACK or self.colour_at[child] == BLACK
            assert heights[left] == heights[right], f"black heights differ below {node}"
            heights[node] = heights[left] + (self.colour_at[node] == BLACK)

    def _post_order(self) -> list[int]:
        order: list[int] = []
        stack = [self.root]
        while stack:
            node = stack.pop()
            order.append(node)
            stack.extend(child for child in (self.left_at[node], self.right_at[node]) if child != NIL)
        return order[::-1]
