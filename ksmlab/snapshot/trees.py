"""The stable and the unstable tree as they stand, for drawing: nodes with their place, colour, contents and sharers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from ksmlab.ksm.item_tree import ItemTree
from ksmlab.ksm.rbtree import NIL, RED
from ksmlab.lab import Lab
from ksmlab.snapshot.tree_nodes import Node, describe
from ksmlab.snapshot.tree_shape import Shape, chosen, shape_of

Which = Literal["stable", "unstable"]
BUILT_IN_A_SECOND = 100_000  # nodes of a tree


@dataclass(frozen=True, slots=True)
class TreeNode:
    """A node in its place. Ids of other nodes are given also where those are not in the view.

    id         of the stable tree the node's row, of the unstable tree the page's slot
    order      its place from left to right in the whole tree, from 0; depth: 0 for the root
    hidden_*   nodes below it to that side that the view leaves out
    node       what it is (ksmlab.snapshot.tree_nodes.Node)
    """

    id: int
    red: bool
    left: int | None
    right: int | None
    parent: int | None
    depth: int
    order: int
    hidden_left: int
    hidden_right: int
    node: Node


@dataclass(frozen=True, slots=True)
class TreeView:
    """A tree, or the part of it around a node. nodes: by depth, then from left to right; size: nodes in the whole tree.

    forgotten: the unstable tree is the last full scan's, which the next one empties before anything else.
    """

    which: Which
    nid: int
    size: int
    root: int | None
    nodes: tuple[TreeNode, ...]
    truncated: bool
    height: int
    forgotten: bool


def tree_view(lab: Lab, which: Which, nid: int = 0, limit: int = 63, centre: int | None = None) -> TreeView:
    """The tree of NUMA node `nid` (0 unless merge_across_nodes is 0), at most `limit` nodes of it.

    Without `centre` these are the ones nearest the root; with it (an id) the way down to it, what is nearest below,
    and with the room that is left what is nearest the root.
    """
    ksm = lab.machine.ksm
    tree = ksm.stable_tree(nid) if which == "stable" else ksm.unstable_tree(nid)
    shape = shape_of(tree)
    if isinstance(tree, ItemTree):
        shape = replace(shape, ids=tree.row[shape.ids])
    shown = chosen(tree, shape, limit, centre)
    nodes = tuple(_node(lab, which, shape, place, shown) for place in sorted(shown))
    forgotten = which == "unstable" and ksm.cursor.process is None and tree.root != NIL
    root = shape.id_at(0 if len(shape.ids) else -1)
    return TreeView(which, nid, len(shape.ids), root, nodes, len(nodes) < len(shape.ids), shape.height, forgotten)


def building_s(lab: Lab) -> float:
    """About how many seconds it takes until the trees of this moment can be seen: they are made when somebody asks."""
    return lab.machine.ksm.unbuilt / BUILT_IN_A_SECOND


def trees_of(lab: Lab) -> int:
    """How many trees of each kind there are: one for each NUMA node where merge_across_nodes is 0, else one."""
    return 1 if lab.machine.ksm.knobs.merge_across_nodes else len(lab.machine.ksm.stable_trees)


def _node(lab: Lab, which: Which, shape: Shape, place: int, shown: set[int]) -> TreeNode:
    left, right, parent = (int(side[place]) for side in (shape.left, shape.right, shape.parent))
    node = int(shape.ids[place])
    return TreeNode(
        id=node,
        red=bool(shape.colour[place] == RED),
        left=shape.id_at(left),
        right=shape.id_at(right),
        parent=shape.id_at(parent),
        depth=int(shape.depth[place]),
        order=int(shape.order[place]),
        hidden_left=_hidden(shape, left, shown),
        hidden_right=_hidden(shape, right, shown),
        node=describe(lab, which, node),
    )


def _hidden(shape: Shape, child: int, shown: set[int]) -> int:
    return 0 if child < 0 or child in shown else int(shape.size[child])
