"""A red-black tree as Cormen, Leiserson, Rivest and Stein describe it, with a sentinel; the engine has none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Shape = tuple[int, bool, "Shape", "Shape"] | None
"""(key, whether it is red, left, right)."""


@dataclass(eq=False)
class Node:
    """A node; the sentinel stands for every leaf and for the root's parent."""

    key: int
    red: bool
    parent: Any = None
    left: Any = None
    right: Any = None

    def side(self, left: bool) -> Any:
        return self.left if left else self.right

    def set_side(self, left: bool, child: Any) -> None:
        if left:
            self.left = child
        else:
            self.right = child


class TextbookTree:
    """Keys in order; insert and delete with the book's cases, mirrored by a flag."""

    def __init__(self) -> None:
        self.nil = Node(-1, False)
        self.root = self.nil

    def shape(self, node: Node | None = None) -> Shape:
        node = node or self.root
        if node is self.nil:
            return None
        return node.key, node.red, self.shape(node.left), self.shape(node.right)

    def insert(self, key: int) -> None:
        parent, at = self.nil, self.root
        while at is not self.nil:
            parent, at = at, at.side(key < at.key)
        node = Node(key, True, parent, self.nil, self.nil)
        if parent is self.nil:
            self.root = node
        else:
            parent.set_side(key < parent.key, node)
        while node.parent.red:
            node = self._insert_case(node)
        self.root.red = False

    def _insert_case(self, node: Node) -> Node:
        left = node.parent is node.parent.parent.left
        uncle = node.parent.parent.side(not left)
        if uncle.red:
            node.parent.red = uncle.red = False
            node.parent.parent.red = True
            return node.parent.parent  # type: ignore[no-any-return]
        if node is node.parent.side(not left):
            node = node.parent
            self._rotate(node, left)
        node.parent.red, node.parent.parent.red = False, True
        self._rotate(node.parent.parent, not left)
        return node

    def _rotate(self, node: Node, left: bool) -> None:
        up = node.side(not left)
        node.set_side(not left, up.side(left))
        if up.side(left) is not self.nil:
            up.side(left).parent = node
        self._transplant(node, up)
        up.set_side(left, node)
        node.parent = up

    def _transplant(self, old: Node, new: Node) -> None:
        if old.parent is self.nil:
            self.root = new
        else:
            old.parent.set_side(old is old.parent.left, new)
        new.parent = old.parent

    def delete(self, key: int) -> None:
        node = self.root
        while node.key != key:
            node = node.side(key < node.key)
        lost_red = node.red
        if node.left is self.nil or node.right is self.nil:
            child = node.right if node.left is self.nil else node.left
            self._transplant(node, child)
        else:
            following = node.right
            while following.left is not self.nil:
                following = following.left
            lost_red, child = following.red, following.right
            if following.parent is node:
                child.parent = following
            else:
                self._transplant(following, child)
                following.right = node.right
                following.right.parent = following
            self._transplant(node, following)
            following.left = node.left
            following.left.parent = following
            following.red = node.red
        if not lost_red:
            self._repair(child)

    def _repair(self, node: Node) -> None:
        while node is not self.root and not node.red:
            left = node is node.parent.left
            sibling = node.parent.side(not left)
            if sibling.red:
                sibling.red, node.parent.red = False, True
                self._rotate(node.parent, left)
                sibling = node.parent.side(not left)
            if not sibling.left.red and not sibling.right.red:
                sibling.red = True
                node = node.parent
                continue
            if not sibling.side(not left).red:
                sibling.side(left).red, sibling.red = False, True
                self._rotate(sibling, not left)
                sibling = node.parent.side(not left)
            sibling.red, node.parent.red, sibling.side(not left).red = node.parent.red, False, False
            self._rotate(node.parent, left)
            node = self.root
        node.red = False
