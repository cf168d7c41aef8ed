"""The shape of a red-black tree as arrays, level by level, so that a tree of a million nodes is measured at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ksmlab.ksm.rbtree import NIL, RbTree


@dataclass(frozen=True, slots=True)
class Shape:
    """Arrays (int32) over places: 0 is the root, then level by level, each from left to right; -1 is no place.

    ids: the tree's node at each place; left, right, parent: places; size: nodes of the subtree; order: place in the
    whole tree from left to right; depth: 0 for the root; colour: uint8.
    """

    ids: np.ndarray
    left: np.ndarray
    right: np.ndarray
    parent: np.ndarray
    size: np.ndarray
    order: np.ndarray
    depth: np.ndarray
    colour: np.ndarray
    height: int

    def id_at(self, place: int) -> int | None:
        """The node at a place, None for no place."""
        return int(self.ids[place]) if place >= 0 else None


def shape_of(tree: RbTree) -> Shape:
    """The whole tree's shape."""
    levels, lefts, rights, parents = [], [], [], []
    level = np.array([tree.root] if tree.root != NIL else [], np.int32)
    above, start = np.full(len(level), -1, np.int32), 0
    left_of, right_of = np.asarray(tree.left_at), np.asarray(tree.right_at)
    while len(level):
        here, next_start = start + np.arange(len(level), dtype=np.int32), start + len(level)
        children = np.stack([left_of[level], right_of[level]], axis=1).reshape(-1)
        there = children != NIL
        places = np.where(there, next_start + np.cumsum(there) - 1, -1).astype(np.int32)
        levels.append(level)
        parents.append(above)
        lefts.append(places[0::2])
        rights.append(places[1::2])
        above = np.repeat(here, 2)[there]
        level, start = children[there], next_start
    return _measured(tree, levels, lefts, rights, parents)


def chosen(tree: RbTree, shape: Shape, limit: int, centre: int | None) -> set[int]:
    """At most `limit` places (but always the way down to the centre): the way to it, what is nearest below it, and with
    the room that is left what is nearest the root."""
    if not len(shape.ids):
        return set()
    at = np.flatnonzero(shape.ids == centre) if centre is not None else np.empty(0, np.intp)
    place = int(at[0]) if len(at) else 0
    found, up = {place}, int(shape.parent[place])
    while up >= 0:
        found.add(up)
        up = int(shape.parent[up])
    level = [place]
    while level and len(found) < limit:
        level = [int(child) for one in level for child in (shape.left[one], shape.right[one]) if child >= 0]
        found.update(level[: limit - len(found)])
    for place in range(len(shape.ids)):  # level by level: a node's parent comes before it
        if len(found) >= limit:
            break
        found.add(place)
    return found


def _measured(tree: RbTree, levels: list[np.ndarray], *links: list[np.ndarray]) -> Shape:
    nothing = [np.empty(0, np.int32)]
    ids = np.concatenate(levels or nothing)
    left, right, parent = (np.concatenate(parts or nothing).astype(np.int32) for parts in links)
    depth = np.repeat(np.arange(len(levels), dtype=np.int32), [len(level) for level in levels])
    size, order = np.ones(len(ids), np.int32), np.zeros(len(ids), np.int32)
    stops = np.cumsum([len(level) for level in levels])
    starts = stops - [len(level) for level in levels] if levels else stops
    for start, stop in zip(starts[::-1], stops[::-1], strict=True):
        for side in (left, right):
            child = side[start:stop]
            size[start:stop] += np.where(child >= 0, size[np.maximum(child, 0)], 0)
    before = np.zeros(len(ids), np.int32)  # nodes of the tree to the left of a place's whole subtree
    for start, stop in zip(starts, stops, strict=True):
        child = left[start:stop]
        order[start:stop] = before[start:stop] + np.where(child >= 0, size[np.maximum(child, 0)], 0)
        before[child[child >= 0]] = before[start:stop][child >= 0]
        child = right[start:stop]
        before[child[child >= 0]] = order[start:stop][child >= 0] + 1
    colour = np.asarray(tree.colour_at)[ids] if len(ids) else np.empty(0, np.uint8)
    return Shape(ids, left, right, parent, size, order, depth, colour, len(levels))
