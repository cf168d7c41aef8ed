"""What is written at a node of a tree, in three lengths; red and black as letters of shape and colour."""

from __future__ import annotations

from rich.style import Style

from ksmlab.snapshot.trees import TreeNode
from ksmlab.tui.lines import Span
from ksmlab.tui.picks import NodePick, PagePick, Pick
from ksmlab.tui.theme import Palette

LENGTHS = (
    ("long", "long"), ("long", "middle"), ("middle", "middle"), ("long", "brief"), ("middle", "brief"),
    ("long", "short"), ("middle", "short"), ("short", "short"),
)  # fmt: skip
"""How long the labels of the stable and of the unstable tree are, the best to be had first."""


def label(node: TreeNode, length: str, palette: Palette, lit: bool, on_path: bool) -> list[Span]:
    """The node's dot (○ red, ● black), its name, contents and how many share it, as far as the length says."""
    view = node.node
    pick: Pick = PagePick(view.slot) if view.slot >= 0 else NodePick(node.id)
    dot = Span("○" if node.red else "●", palette["red" if node.red else "black"], pick)
    name = _name(node, length, palette, pick)
    rest = _rest(node, length)
    extra = Style(underline=True) if on_path else Style()
    if lit:
        extra += palette["lit"]
    style = palette["path"] if on_path else palette["bad"] if view.stale else palette["text"]
    spans = [dot, *(Span(span.text, span.style + extra, span.pick) for span in name)]
    if rest:
        spans.append(Span(rest, style + extra, pick))
    hidden = node.hidden_left + node.hidden_right
    if hidden:
        spans.append(Span(f"+{hidden}", palette["dim"], pick))
    return spans


def _name(node: TreeNode, length: str, palette: Palette, pick: Pick) -> list[Span]:
    view = node.node
    if view.slot >= 0:
        name, _, page = view.label.partition("[")
        short = {"short": page.rstrip("]"), "brief": f"{name.partition('.')[0]}[{page}"}
        text = short.get(length, view.label)
        return [Span(text, palette["unstable"], pick)]
    if not view.is_chain:
        return [Span(view.label, palette.node(view.serial), pick)]
    dups = view.dups if length != "short" else view.dups[:2]
    names = [Span(dup.label, palette.node(dup.serial), NodePick(dup.id)) for dup in dups]
    more = "…" if len(dups) < len(view.dups) else ""
    return [Span("⟨", palette["path"], pick), *names, Span(more + "⟩", palette["path"], pick)]


def _rest(node: TreeNode, length: str) -> str:
    view = node.node
    if length == "short":
        return ""
    if view.slot >= 0:
        return f" {view.description}" if length == "long" else ""
    marks = " stale" if view.stale else " full" if view.full else ""
    if length == "middle":
        return f"×{view.sharers}{marks[:2]}"
    return f" {view.description} ×{view.sharers}{marks}"
