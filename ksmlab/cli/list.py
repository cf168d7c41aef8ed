"""`ksmlab list`: the scenarios that come with the lab."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.table import Table

    from ksmlab.scenario.library import Entry


class Format(StrEnum):
    """How the answer is written to stdout."""

    table = "table"
    json = "json"


def command(
    words: Annotated[
        list[str] | None, typer.Argument(metavar="WORD", help="Only scenarios that speak of all these words.")
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="How to write it.")] = Format.table,
) -> None:
    """The scenarios that come with the lab: name, title and what each shows.

    \b
    Examples:
      ksmlab list
      ksmlab list zero fork
      ksmlab list --format json
    """
    from ksmlab.errors import UsageError
    from ksmlab.scenario.library import entries

    chosen = [entry for entry in entries() if _speaks_of(entry, words or [])]
    if not chosen:
        raise UsageError("no scenario of the library speaks of that" if words else "the library is empty")
    if form is Format.json:
        _write_json(chosen)
        return
    from ksmlab.cli.text_output import show

    show([_table(chosen), "", "To open one: ksmlab run " + chosen[0].name])


def _speaks_of(entry: Entry, words: Iterable[str]) -> bool:
    text = f"{entry.name} {entry.title} {entry.about}".lower()
    return all(word.lower() in text for word in words)


def _table(chosen: list[Entry]) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    table.add_column("scenario", no_wrap=True, style="bold")
    table.add_column("title", ratio=2)
    table.add_column("what it shows", ratio=3)
    for entry in chosen:
        table.add_row(entry.name, entry.title, entry.shows)
    return table


def _write_json(chosen: list[Entry]) -> None:
    import json

    records = [
        {
            "name": entry.name,
            "title": entry.title,
            "about": entry.about,
            "kernel": entry.kernel,
            "file": str(entry.path),
        }
        for entry in chosen
    ]
    print(json.dumps(records, indent=2, ensure_ascii=False))
