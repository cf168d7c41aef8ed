"""A replay as a table for people: the counters that change, and wake-ups that changed nothing in one line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ksmlab.ksm.recorder import COST_COLUMNS
from ksmlab.replay.columns import Value, record
from ksmlab.replay.rows import Row

Numbers = tuple[Value | None, ...]

# Which columns stay when not all have room: first what was asked for, then what KSM is about.
_FIRST = (
    *COST_COLUMNS,
    "pages_shared",
    "pages_sharing",
    "ksm_zero_pages",
    "zero_pages_sharing",
    "pages_unshared",
    "pages_volatile",
    "full_scans",
    "pages_skipped",
    "stable_node_chains",
    "stable_node_dups",
    "pages_scanned",
    "general_profit",
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line: wake-ups `first` to `last` of a step, after all of which the numbers (one a column) were these."""

    step: int
    first: int
    last: int
    words: str
    numbers: Numbers


class Table:
    """Takes rows as they come and makes lines of them. columns: names of numbers, as columns.counter_columns gives."""

    def __init__(self, columns: Sequence[str]) -> None:
        self.columns = tuple(columns)
        self._rows: list[tuple[int, int, str, str, Numbers]] = []

    def add(self, row: Row, words: str) -> None:
        """A row; `words` say which step it belongs to."""
        flat = record(row)
        numbers = tuple(flat.get(name) for name in self.columns)
        words += f" ({flat['errors']})" if "errors" in flat else ""
        self._rows.append((row["step"], row["batch"], row["action"], words, numbers))

    def changing(self) -> tuple[str, ...]:
        """The columns that are not the same in every row; the sums of merged pages in any case."""
        first = self._rows[0][-1] if self._rows else ()
        changed = [any(row[-1][place] != value for row in self._rows) for place, value in enumerate(first)]
        always = ("pages_shared", "pages_sharing")
        return tuple(name for name, varies in zip(self.columns, changed, strict=False) if varies or name in always)

    def lines(self, columns: Sequence[str]) -> Iterator[Line]:
        """The lines with these columns: wake-ups of one step after which nothing had changed in them are one line."""
        places = [self.columns.index(name) for name in columns]
        waiting: Line | None = None
        for step, batch, action, words, numbers in self._rows:
            shown = tuple(numbers[place] for place in places)
            if waiting and action == "scan" and (waiting.step, waiting.words, waiting.numbers) == (step, words, shown):
                waiting = Line(step, waiting.first, batch, words, shown)
                continue
            if waiting:
                yield waiting
            waiting = Line(step, batch, batch, words, shown)
        if waiting:
            yield waiting


def heading(name: str) -> list[str]:
    """A column's name in short lines, to be read without gaps: `vm1.` `ksm_` `zero_` `pages`."""
    parts = name.replace(".", ".\n").replace("_", "_\n").split("\n")
    lines = [parts[0]]
    for part in parts[1:]:
        if len(lines[-1]) + len(part) <= 8:
            lines[-1] += part
        else:
            lines.append(part)
    return lines


def fitting(columns: Sequence[str], widths: Sequence[int], room: int) -> tuple[str, ...]:
    """The columns that fit into `room` characters, the weightiest first, in their own order; widths: one a column."""
    wide = dict(zip(columns, widths, strict=True))
    kept: set[str] = set()
    for name in sorted(columns, key=lambda name: _FIRST.index(name) if name in _FIRST else len(_FIRST)):
        if wide[name] <= room:
            room -= wide[name]
            kept.add(name)
    return tuple(name for name in columns if name in kept)
