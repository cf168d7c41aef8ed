"""Drawing a binary tree in text: levels below each other, each node between its left and its right subtree."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from rich.style import Style

from ksmlab.snapshot.trees import TreeNode
from ksmlab.tui.lines import Line, Span, width_of

Label = Callable[[TreeNode], list[Span]]
GAP = 1


def width_needed(nodes: Sequence[TreeNode], label: Label) -> int:
    """Columns that the drawing takes."""
    return sum(width_of(label(node)) + GAP for node in nodes)


def draw(nodes: Sequence[TreeNode], label: Label, branch: Style) -> list[Line]:
    """Two lines a level: the nodes, and the branches to those below them."""
    labels, places, at = {}, {}, 0
    for node in sorted(nodes, key=lambda one: one.order):
        labels[node.id] = label(node)
        places[node.id] = at
        at += width_of(labels[node.id]) + GAP
    lines: list[Line] = []
    depths = sorted({node.depth for node in nodes})
    for depth in depths:
        level = sorted((node for node in nodes if node.depth == depth), key=lambda one: one.order)
        lines.append(_placed([(places[node.id], labels[node.id]) for node in level]))
        branches = [piece for node in level if (piece := _branches(node, places, branch))]
        if branches:
            lines.append(_placed(branches))
    return lines


def listed(nodes: Sequence[TreeNode], label: Label, branch: Style) -> list[Line]:
    """The same tree as an indented list, for trees that are too wide to draw: `/` left, `\\` right."""
    shown = {node.id: node for node in nodes}
    lines: list[Line] = []

    def add(node: TreeNode, ahead: str, turn: str) -> None:
        lines.append([Span(ahead + turn, branch), *label(node)])
        below = ahead + ("" if not turn else "│ " if turn.startswith("├") else "  ")
        children = [
            (side, shown.get(child)) for side, child in (("L", node.left), ("R", node.right)) if child is not None
        ]
        for place, (side, child) in enumerate(children):
            if child is not None:
                add(child, below, ("├" if place + 1 < len(children) else "└") + side + " ")

    roots = [node for node in nodes if node.parent is None or node.parent not in shown]
    for root in roots:
        add(root, "", "")
    return lines


def _branches(node: TreeNode, places: Mapping[int, int], branch: Style) -> tuple[int, list[Span]] | None:
    """The line below a node, from its left child to its right child."""
    here = places[node.id]
    left = places.get(node.left) if node.left is not None else None
    right = places.get(node.right) if node.right is not None else None
    if left is None and right is None:
        return None
    start = left if left is not None else here
    stop = right if right is not None else here
    text = ["─"] * (stop - start + 1)
    text[here - start] = "┴" if left is not None and right is not None else "╯" if left is not None else "╰"
    if left is not None:
        text[0] = "╭"
    if right is not None:
        text[-1] = "╮"
    return start, [Span("".join(text), branch)]


def _placed(pieces: Sequence[tuple[int, list[Span]]]) -> Line:
    line: list[Span] = []
    at = 0
    for place, spans in sorted(pieces, key=lambda piece: piece[0]):
        line.append(Span(" " * (place - at), Style()))
        line += spans
        at = place + width_of(spans)
    return line
