"""`ksmlab live`: KSM on this machine, as it runs."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import nullcontext
from enum import StrEnum
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from ksmlab.cli.run import Theme, check_theme

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ksmlab.live.samples import Sample


class Format(StrEnum):
    """How samples are written to stdout."""

    table = "table"
    jsonl = "jsonl"
    csv = "csv"
    openmetrics = "openmetrics"


def command(
    form: Annotated[
        Format, typer.Option("--format", "-f", help="How to write it; without --count, a terminal gets the screen.")
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
    replay: Annotated[
        Path | None, typer.Option("--replay", metavar="FILE", help="Open a recording on the screen: arrows go in time.")
    ] = None,
    theme: Theme = "dark",
) -> None:
    """KSM on this machine as it runs: counters, settings, rates, and the processes it works for by profit.

    Nothing is changed. Without root only your own processes are listed, and how many are not is said.

    \b
    Examples:
      ksmlab live
      ksmlab live --format csv --count 60 > minute.csv
      ksmlab live --format openmetrics > /var/lib/node_exporter/ksm.prom
      sudo ksmlab live --pid 4711
      ksmlab live --record night.jsonl
      ksmlab live --replay night.jsonl
    """
    check_theme(theme)
    on_screen = form is Format.table and count is None and sys.stdout.isatty() and sys.stdin.isatty()
    if replay is not None:
        _replay(replay, interval_s, on_screen, record or pid, theme)
        return
    if on_screen:
        _screen(interval_s, record, pid, theme)
        return
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
        found = _recorded(found, _noting(file))
        try:
            _write(found, form)
        except KeyboardInterrupt:
            return  # the way to end it: what was recorded is kept


def _replay(path: Path, interval_s: float, on_screen: bool, other: object, theme: str) -> None:
    """The screen over a recording."""
    from ksmlab.errors import UsageError

    if other is not None:
        raise UsageError("--replay looks at no machine: it goes without --record and --pid")
    from ksmlab.tui.live.recording import read_recording

    found = read_recording(path)
    if not on_screen:
        hint = "the file is JSON Lines, for scripts to read as it is"
        raise UsageError(f"--replay opens a screen and needs a terminal, without --count and --format; {hint}")
    from ksmlab.tui.live.app import LiveApp
    from ksmlab.tui.live.past import Past
    from ksmlab.tui.live.screen import LiveScreen

    LiveApp(LiveScreen(Past(found, kept=None), interval_s=interval_s), theme).run()


def _screen(interval_s: float, record: Path | None, pid: int | None, theme: str) -> None:
    """The screen over this machine; what it samples is recorded when asked for."""
    from ksmlab.live.reader import LiveReader
    from ksmlab.live.recording import whole_file
    from ksmlab.tui.live.app import LiveApp
    from ksmlab.tui.live.past import Past
    from ksmlab.tui.live.screen import LiveScreen

    reader = LiveReader()
    with whole_file(record) if record else nullcontext() as file:
        LiveApp(LiveScreen(Past(), reader, interval_s, _noting(file), pid), theme).run()


def _noting(file: IO[str] | None) -> Callable[[Sample], None]:
    """What writes a sample down, or does nothing."""
    if file is None:
        return lambda sample: None
    from ksmlab.replay.formats import JsonLines
    from ksmlab.tui.live.recording import recorded_row

    rows = JsonLines(file)
    return lambda sample: rows.write("live", recorded_row(sample))


def _recorded(found: Iterator[Sample], note: Callable[[Sample], None]) -> Iterator[Sample]:
    for sample in found:
        note(sample)
        yield sample


def _write(found: Iterator[Sample], form: Format) -> None:
    if form is Format.table:
        from ksmlab.cli.live_table import show_samples

        show_samples(found)
        return
    from ksmlab.cli.live_formats import write_csv, write_jsonl, write_openmetrics

    {Format.jsonl: write_jsonl, Format.csv: write_csv, Format.openmetrics: write_openmetrics}[form](found)
