"""Text and tables to stdout: with colour on a terminal, plain and without trailing blanks everywhere else."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console, RenderableType


def show(parts: Iterable[RenderableType]) -> None:
    """Print one part after the other, wrapped to the terminal's width (80 when there is none)."""
    console = Console(highlight=False, markup=False, emoji=False)
    for part in parts:
        with console.capture() as captured:
            console.print(part)
        for line in captured.get().splitlines():
            print(line.rstrip())
