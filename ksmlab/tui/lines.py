"""Lines of styled text in which each stretch may be picked: what every panel is made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from ksmlab.tui.picks import Pick


class Span(NamedTuple):
    """A stretch of text in one style; `pick` is what a click on it selects."""

    text: str
    style: Style
    pick: Pick | None = None


Line = Sequence[Span]


def strip(line: Line, width: int, ground: Style) -> Strip:
    """The line as Textual draws it: cut or filled to `width` columns on a ground."""
    segments = [Segment(span.text, ground + span.style) for span in line]
    blank = width - width_of(line)
    if blank < 0:
        return Strip(segments).adjust_cell_length(width, ground)
    if blank:
        segments.append(Segment(" " * blank, ground))
    return Strip(segments, width)


def pick_at(line: Line, column: int) -> Pick | None:
    """What stands at a column; a line's first pickable stretch answers for places where nothing is."""
    at = 0
    for span in line:
        at += cell_len(span.text)
        if column < at and span.pick is not None:
            return span.pick
        if column < at:
            break
    return next((span.pick for span in line if span.pick is not None), None)


def plain(lines: Iterable[Line]) -> str:
    """The text alone, for the clipboard."""
    return "\n".join("".join(span.text for span in line).rstrip() for line in lines)


def width_of(line: Line) -> int:
    """Columns that a line takes."""
    return sum(cell_len(span.text) for span in line)


def wrap(text: str, width: int, style: Style, indent: str = "", pick: Pick | None = None) -> list[list[Span]]:
    """A paragraph as lines of at most `width` columns; lines after the first begin with `indent`."""
    from textwrap import wrap as fold

    folded = fold(text, max(8, width), subsequent_indent=indent, break_long_words=True) or [""]
    return [[Span(piece, style, pick)] for piece in folded]


def fit(text: str, width: int) -> str:
    """The text in exactly `width` columns: filled with blanks, or cut with an ellipsis."""
    if cell_len(text) <= width:
        return text + " " * (width - cell_len(text))
    return text[: max(0, width - 1)] + "…"[:width]
