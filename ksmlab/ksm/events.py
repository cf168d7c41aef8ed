"""What ksmd tells of itself while it works, for the story, the history of a page and the walk through one decision."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
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


_FIELDS = 5  # numbers that a comparison takes


class Path:
    """The comparisons of a page's searches, in order.

    They are kept as bare numbers: a story has a hundred of them for every page, and Python's garbage collector would
    go through each object again and again.
    """

    __slots__ = ("_numbers",)

    def __init__(self) -> None:
        self._numbers = array("i")

    def add(self, tree: Tree, node: int, content: int, sign: int, serial: int = -1) -> None:
        """One more comparison."""
        self._numbers.extend((tree == "unstable", node, content, sign, serial))

    def __len__(self) -> int:
        return len(self._numbers) // _FIELDS

    def __iter__(self) -> Iterator[Comparison]:
        numbers = self._numbers
        for at in range(0, len(numbers), _FIELDS):
            in_unstable, node, content, sign, serial = numbers[at : at + _FIELDS]
            yield Comparison("unstable" if in_unstable else "stable", node, content, sign, serial)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Path) and self._numbers == other._numbers

    def __hash__(self) -> int:
        return hash(self._numbers.tobytes())

    def __repr__(self) -> str:
        return f"Path({list(self)})"


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
    path: Path = field(default_factory=Path)
    serial: int = -1
