"""`ksmlab kernels`: the kernels that the lab can be, and how they differ."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from ksmlab.cli.kernel_records import Record
from ksmlab.errors import UsageError
from ksmlab.kernel.profiles import Profile, profile


class Format(StrEnum):
    """How the answer is written to stdout."""

    table = "table"
    json = "json"
    csv = "csv"


def command(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="KERNEL", help="All of these kernels; none: the table of all.")
    ] = None,
    diff: Annotated[bool, typer.Option("--diff", help="What changed from the first to the second, and why.")] = False,
    form: Annotated[Format, typer.Option("--format", help="How to write it.")] = Format.table,
) -> None:
    """The kernels that the lab can be, and how they differ.

    A kernel is a set of features; each has its commit or mail, its release, and whether recorded traces confirm it.

    \b
    Examples:
      ksmlab kernels
      ksmlab kernels v3
      ksmlab kernels --diff 6.1 6.18
      ksmlab kernels --format json
    """
    chosen = [profile(name) for name in names or []]
    if diff and len(chosen) != 2:
        raise UsageError("--diff takes two kernels, such as: ksmlab kernels --diff 6.1 6.18")
    if form is Format.table:
        _show(chosen, diff)
        return
    if form is Format.json:
        _write_json(chosen, diff)
        return
    _write_csv(_flat(chosen, diff))


def _show(chosen: list[Profile], diff: bool) -> None:
    from ksmlab.cli import kernel_table, kernel_texts
    from ksmlab.cli.text_output import show

    if diff:
        show(kernel_texts.changes(chosen[0], chosen[1]))
    elif not chosen:
        show(kernel_table.every_kernel())
    else:
        for number, kernel in enumerate(chosen):
            show([""] if number else [])
            show(kernel_texts.one_kernel(kernel))


def _write_json(chosen: list[Profile], diff: bool) -> None:
    import json

    from ksmlab.cli import kernel_records

    whole = [kernel_records.one_kernel(kernel) for kernel in chosen] if chosen and not diff else _flat(chosen, diff)
    print(json.dumps(whole, indent=2))


def _flat(chosen: list[Profile], diff: bool) -> list[Record]:
    """Records without records inside: changes, the features of the chosen kernels, or all kernels."""
    from ksmlab.cli import kernel_records
    from ksmlab.kernel.feature_facts import facts_of

    if diff:
        return kernel_records.changes(chosen[0], chosen[1])
    if not chosen:
        return kernel_records.every_kernel()
    return [
        {"kernel": kernel.name} | kernel_records.feature_record(kernel, fact)
        for kernel in chosen
        for fact in facts_of(kernel.features)
    ]


def _write_csv(records: list[Record]) -> None:
    import csv
    import sys

    if records:
        writer = csv.DictWriter(sys.stdout, list(records[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(records)
