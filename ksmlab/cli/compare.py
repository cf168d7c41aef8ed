"""`ksmlab compare`: a scenario under several kernels."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ksmlab.replay.compare import Comparison

THE_SERIES = ("6.1", "v3", "6.18")  # before it, as posted, and what has become of it


class Format(StrEnum):
    """How the comparison is written to stdout."""

    text = "text"
    jsonl = "jsonl"
    csv = "csv"


def command(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="A name of `ksmlab list`, or a file.")],
    kernels: Annotated[
        list[str] | None,
        typer.Option("--kernel", "-k", help="A kernel profile; two or more of them. Default: 6.1, v3 and 6.18."),
    ] = None,
    names: Annotated[
        list[str] | None,
        typer.Option(
            "--counter", help="Show this counter (or vm1.ksm_merging_pages, or all), even if it never differs."
        ),
    ] = None,
    wakeups: Annotated[bool, typer.Option("--wakeups", help="A line for each wake-up instead of each step.")] = False,
    costs: Annotated[bool, typer.Option("--costs", help="Page comparisons and checksums too.")] = False,
    form: Annotated[
        Format, typer.Option("--format", "-f", help="How to write it; text fits into a mail.")
    ] = Format.text,
) -> None:
    """A scenario under several kernels, differences marked.

    Shows the counters that differ at any step, and finds by experiment which feature causes the first difference
    of each kernel from the one before it.

    \b
    Examples:
      ksmlab compare unmerge-zero-pages
      ksmlab compare fork --kernel 6.16 --kernel 6.18 --counter ksm_zero_pages
      ksmlab compare smart-scan -k 6.6 -k 6.8 --wakeups --format csv
    """
    from ksmlab.cli.progress import SlowWork
    from ksmlab.errors import UsageError
    from ksmlab.replay.compare import compare
    from ksmlab.scenario import load_scenario

    chosen = tuple(dict.fromkeys(kernels or THE_SERIES))
    if len(chosen) < 2:
        raise UsageError(f"compare takes two kernels or more, such as: --kernel {chosen[0]} --kernel v3")
    loaded = load_scenario(scenario)
    with SlowWork("comparing"):
        comparison = compare(loaded, chosen, wakeups=wakeups, costs=costs)
    _write(comparison, _columns(comparison, names), form)


def _columns(comparison: Comparison, names: Sequence[str] | None) -> tuple[str, ...]:
    if not names:
        return comparison.worth_showing()
    return comparison.names() if "all" in names else comparison.asked_for(names)


def _write(comparison: Comparison, columns: Sequence[str], form: Format) -> None:
    if form is Format.text:
        from ksmlab.replay.compare_text import text

        for line in text(comparison, columns):
            print(line)
        return
    from ksmlab.replay import compare_records

    if form is Format.jsonl:
        import json

        for found in compare_records.objects(comparison, columns):
            print(json.dumps(found))
        return
    import csv

    head = ["step", "batch", "what", "counter", *comparison.kernels, "differs"]
    writer = csv.DictWriter(sys.stdout, head, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(compare_records.flat(comparison, columns))
