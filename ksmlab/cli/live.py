"""`ksmlab live`: KSM on this machine, as it runs."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ksmlab.live.samples import Sample
    from ksmlab.replay.formats import JsonLines


class Format(StrEnum):
    """How samples are written to stdout."""

    table = "table"
    jsonl = "jsonl"
    csv = "csv"
    openmetrics = "openmetrics"


def command(
    form: Annotated[
        Format, typer.Option("--format", "-f", help="How to write it; a table renews itself on a terminal.")
    ] = Format.table,
    count: Annotated[
        int | None, typer.Option("--count", "-n", min=1, help="So many samples; default: until Ctrl-C, in a pipe one.")
    ] = None,
    interval_s: Annotated[float, typer.Option("--interval", "-i", min=0.05, help="Seconds between samples.")] = 1.0,
    pid: Annotated[
        int | None, typer.Option("--pid", help="The mergeable pages of this process by their frames, as root.")
    ] = None,
    record: Annotated[
        Path | None, typer.Option("--record", metavar="FILE", help="Also write rows in the format of replay (jsonl).")
    ] = None,
) -> None:
    """KSM on this machine as it runs: counters, settings, rates, and the processes it works for by profit.

    Nothing is changed. Without root only your own processes are listed, and how many are not is said.

    \b
    Examples:
      ksmlab live
      ksmlab live --format csv --count 60 > minute.csv
      ksmlab live --format openmetrics > /var/lib/node_exporter/ksm.prom
      sudo ksmlab live --pid 4711
    """
    from ksmlab.live.reader import LiveReader
    from ksmlab.live.recording import whole_file
    from ksmlab.live.samples import samples

    if pid is not None:
        from ksmlab.cli.live_pages import show_pages

        show_pages(pid)
        return
    endless = count is None and sys.stdout.isatty() and form is not Format.openmetrics
    found = samples(LiveReader(), interval_s, None if endless else count or 1)
    with whole_file(record) if record else nullcontext() as file:
        if file is not None:
            from ksmlab.replay.formats import JsonLines

            found = _recorded(found, JsonLines(file))
        try:
            _write(found, form)
        except KeyboardInterrupt:
            return  # the way to end it: what was recorded is kept


def _recorded(found: Iterator[Sample], rows: JsonLines) -> Iterator[Sample]:
    for sample in found:
        rows.write("live", sample.row())
        yield sample


def _write(found: Iterator[Sample], form: Format) -> None:
    if form is Format.table:
        from ksmlab.cli.live_table import show_samples

        show_samples(found)
        return
    from ksmlab.cli.live_formats import write_csv, write_jsonl, write_openmetrics

    {Format.jsonl: write_jsonl, Format.csv: write_csv, Format.openmetrics: write_openmetrics}[form](found)
