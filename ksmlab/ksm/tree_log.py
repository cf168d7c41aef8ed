"""What bulk scanning did to a tree, kept in order: the exact shape is made of it when something needs a shape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ksmlab.ksm.item_tree import NO_ROW, ItemTree
from ksmlab.ksm.rbtree import NIL, RbTree
from ksmlab.ksm.rmap_items import RmapItems
from ksmlab.ksm.stable_nodes import StableNodes
from ksmlab.memory.contents import ZERO, Contents


@dataclass(frozen=True, slots=True)
class StableOps:
    """Nodes linked into the stable tree, in order, then chains that took a node's place, as (node, chain)."""

    inserted: Sequence[int]
    replaced: Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class UnstableOps:
    """A window's changes of the unstable tree: rows put into it and, as ~row, taken out of it.

    rows: int32, or a range of rows put in, in the order in which it happened; taken_contents: int32, what the rows
    taken out held.
    """

    rows: np.ndarray | range
    taken_contents: np.ndarray


def build_stable_tree(tree: RbTree, log: list[StableOps], nodes: StableNodes, contents: Contents) -> None:
    """Do to the tree what the log says. Replaced nodes have equal contents, so their rank is their node's."""
    tree.reserve(nodes.capacity)  # it grows with the nodes
    left, right, ranks = tree.left_at, tree.right_at, _ranks(nodes.content[: nodes.used], contents).data
    for ops in log:
        for node in ops.inserted:
            own, at, parent, is_left = ranks[node], tree.root, NIL, False
            while at != NIL:
                parent, is_left = at, own < ranks[at]
                at = left[at] if is_left else right[at]
            tree.insert(node, parent, is_left)
        for node, chain in ops.replaced:
            tree.replace(node, chain)


def build_unstable_tree(tree: ItemTree, log: list[UnstableOps], items: RmapItems, contents: Contents) -> None:
    """Do to the tree what the log says. A page enters it only with the content whose checksum its item remembers."""
    rows = np.concatenate([np.asarray(ops.rows, np.int32) for ops in log])
    putting = rows >= 0
    first = tree.add(rows[putting])
    taken = tree.nodes_of(~rows[~putting])
    held = items.oldchecksum.take(tree.row[: tree.used], mode="clip")
    held[tree.row[: tree.used] == NO_ROW] = ZERO
    held[taken] = np.concatenate([ops.taken_contents for ops in log])
    left, right, ranks = tree.left_at, tree.right_at, _ranks(held, contents).data
    node, leaving = first, iter(taken.tolist())
    for puts in putting.tolist():
        if not puts:
            tree.take_out(next(leaving))
            continue
        own, at, parent, is_left = ranks[node], tree.root, NIL, False
        while at != NIL:
            parent, is_left = at, own < ranks[at]
            at = left[at] if is_left else right[at]
        tree.insert(node, parent, is_left)
        node += 1


def _ranks(held: np.ndarray, contents: Contents) -> np.ndarray:
    """What orders pages that hold these contents (int32, as the result) as memcmp_pages does: the ids where these are
    in its order, else places among the pages' bytes."""
    if contents.all_in_order:
        return held
    distinct, place = np.unique(held, return_inverse=True)
    keys = [contents.key(content) for content in distinct.tolist()]
    ranks = np.empty(len(keys), np.int32)
    ranks[sorted(range(len(keys)), key=keys.__getitem__)] = np.arange(len(keys), dtype=np.int32)
    return ranks[place]
