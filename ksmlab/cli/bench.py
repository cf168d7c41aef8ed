"""`ksmlab bench`: how fast the engine scans, beside the real ksmd and beside what memory allows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ksmlab.bench.plan import Tell
    from ksmlab.bench.report import Report

QUIET_S = 1.0  # what takes no longer needs no bar


class Format(StrEnum):
    """How the answer is written to stdout."""

    table = "table"
    json = "json"
    csv = "csv"


def command(
    pages: Annotated[int, typer.Option(metavar="N", min=1000, max=1 << 30, help="Pages of the machine.")] = 1_000_000,
    ksmd: Annotated[
        bool, typer.Option("--ksmd", help="Time the real ksmd over the same memory too (root, KSM).")
    ] = False,
    workload: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="different, copies, zero, zero-pages, settled, churn, forks or mix."),
    ] = None,
    pages_to_scan: Annotated[
        list[int] | None, typer.Option(metavar="N", min=1, help="Pages a wake-up; default 100 and 100,000.")
    ] = None,
    kernel: Annotated[str, typer.Option(metavar="K", help="The kernel that the engine is.")] = "6.18",
    form: Annotated[Format, typer.Option("--format", help="How to write it.")] = Format.table,
) -> None:
    """How fast the engine scans: pages a second and bytes a page, with a row recorded for every wake-up.

    Each workload runs in a process of its own, at pages_to_scan 100 and 100,000, with smart scan off. With --ksmd
    the same memory is laid out for real and the real ksmd is timed over it; every KSM setting is put back
    afterwards. The last line is what this machine's memory allows: a NumPy gather of as many pages.

    \b
    Examples:
      ksmlab bench --pages 100000
      ksmlab bench --workload settled --workload zero --format json
      ksmlab bench --pages 1000000 --ksmd
      ksmlab bench --pages 268435456 --workload mix --pages-to-scan 100000
    """
    from ksmlab.bench.plan import Plan

    plan = Plan.of(pages, kernel, workload or (), pages_to_scan or (), ksmd)
    with _progress() as tell:
        report = plan.run(tell)
    if form is Format.json:
        _write_json(report)
    elif form is Format.csv:
        _write_csv(report)
    else:
        _show(report)


@contextmanager
def _progress() -> Iterator[Tell]:
    """A bar on stderr, where that is a terminal, once a second has gone by."""
    import time

    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    progress = Progress(console=console, transient=True, disable=not console.is_terminal)
    task = progress.add_task("", total=1.0)
    start = time.monotonic()

    def tell(what: str, share: float) -> None:
        progress.update(task, description=what, completed=share)
        if not progress.live.is_started and time.monotonic() - start > QUIET_S:
            progress.start()

    try:
        yield tell
    finally:
        progress.stop()


def _show(report: Report) -> None:
    from ksmlab.cli.bench_table import show_report

    show_report(report)


def _write_json(report: Report) -> None:
    import json

    from ksmlab.bench.report import as_json

    print(json.dumps(as_json(report), indent=2))


def _write_csv(report: Report) -> None:
    import csv
    import sys

    from ksmlab.bench.report import as_rows

    rows = as_rows(report)
    writer = csv.DictWriter(sys.stdout, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
