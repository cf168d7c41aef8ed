"""A replay's table on a terminal or in a pipe: as many columns as have room, every line whole without colour."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from itertools import pairwise
from textwrap import fill

from rich import box
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from ksmlab.cli.text_output import show
from ksmlab.replay.table import Line, Table, fitting, heading

_WORDS_WIDTH = 25  # at most, for what a step does
_GAP = 1


def show_table(title: str, table: Table, frames: Sequence[tuple[int, str]] = ()) -> None:
    """Print the table below its title; frames: (step, JSON) for --frames. Columns left out are named on stderr."""
    columns = table.changing()
    lines = list(table.lines(columns))
    width = Console().width
    words_width = min(_WORDS_WIDTH, max((len(line.words) for line in lines), default=0))
    widths = [_GAP + _width(name, [line.numbers[place] for line in lines]) for place, name in enumerate(columns)]
    before = len("step") + _GAP + max(len("wake-up"), *(len(_wakeups(line)) for line in lines)) + _GAP + words_width
    shown = fitting(columns, widths, max(width - before, 20))
    show([Text(title, style="bold"), _rich(table.lines(shown), shown, words_width)])
    for step, numbers in frames:
        print(f"frames after step {step}")
        for region, entries in json.loads(numbers).items():
            start = f"  {region}  "
            print(fill(" ".join(map(_frame, entries)), width, initial_indent=start, subsequent_indent=" " * len(start)))
    left_out = [name for name in columns if name not in shown]
    if left_out:
        names = ", ".join(left_out) if len(left_out) <= 6 else f"{', '.join(left_out[:5])} and {len(left_out) - 5} more"
        print(f"no room for {names}: a wider terminal or --format csv has them", file=sys.stderr)


def _rich(lines: Iterable[Line], columns: Sequence[str], words_width: int) -> RichTable:
    table = RichTable(
        box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, _GAP, 0, 0), header_style="bold"
    )
    table.add_column("step", justify="right", vertical="top")
    table.add_column("wake-up", justify="right")
    table.add_column("what happens", max_width=words_width, overflow="fold")
    for name in columns:
        table.add_column("\n".join(heading(name)), justify="right", no_wrap=True)
    start = Line(0, 0, 0, "", tuple(None for _ in columns))
    for before, line in pairwise([start, *lines]):
        same_step = before.step == line.step and before.words == line.words
        table.add_row(
            "" if same_step else str(line.step),
            _wakeups(line) if line.words == "start" or line.last != before.last else "",
            "" if same_step else line.words,
            *(_cell(old, new) for old, new in zip(before.numbers, line.numbers, strict=True)),
        )
    return table


def _cell(old: object, new: object) -> Text:
    """A number; one that has just changed stands out."""
    if new is None:
        return Text("")
    return Text(str(new), style="bold" if old != new and old is not None else "")


def _wakeups(line: Line) -> str:
    return str(line.last) if line.first == line.last else f"{line.first}-{line.last}"


def _width(name: str, numbers: Iterable[object]) -> int:
    return max(*map(len, heading(name)), *(len(str(number)) for number in numbers if number is not None), 0)


def _frame(entry: int) -> str:
    return {-2: "zero", -1: "-"}.get(entry, str(entry))
