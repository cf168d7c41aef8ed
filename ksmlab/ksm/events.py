"""What ksmd tells of itself while it works, for the story, the history of a page and the walk through one decision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Tree = Literal["stable", "unstable"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """memcmp_pages at one node of a tree: `node` is a stable node or, in the unstable tree, a page's slot."""

    tree: Tree
    node: int
    content: int
    sign: int  # <0: went left, 0: equal, >0: went right
    serial: int = -1  # the stable node's serial, which outlives its row; -1 in the unstable tree


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened.

    function  the kernel function that did it
    outcome   a word that says what came of it (see ksmlab.story)
    slot      the page it is about, as a row of the page table; -1: none
    other     another page (slot), -1: none
    node      a stable node, 0: none
    content   what the page held, -1 where that does not matter
    path      the comparisons made on the way
    serial    the stable node's serial, which outlives its row; -1: none
    """

    batch: int
    function: str
    outcome: str
    slot: int = -1
    other: int = -1
    node: int = 0
    content: int = -1
    path: tuple[Comparison, ...] = ()
    serial: int = -1
