"""Rows as lines of text for programs: one JSON object a line (the contract), or CSV."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from typing import IO

from ksmlab.replay.columns import WHERE, record
from ksmlab.replay.rows import Row


class JsonLines:
    """Writes each row as a JSON object; `named`: with the scenario's name in it."""

    def __init__(self, out: IO[str], named: bool = False) -> None:
        self._out, self._named = out, named

    def write(self, scenario: str, row: Row) -> None:
        """One row of the scenario of that name."""
        self._out.write(json.dumps({"scenario": scenario, **row} if self._named else row) + "\n")


class Csv:
    """Writes each row as a line of CSV below one header; a row that lacks a column leaves its cell empty.

    columns: names of numbers (columns.counter_columns) of all scenarios that will come.
    """

    def __init__(self, out: IO[str], columns: Sequence[str], named: bool = False, frames: bool = False) -> None:
        names = [*(["scenario"] if named else []), *WHERE, *dict.fromkeys(columns), "errors"]
        self._named = named
        self._writer = csv.DictWriter(
            out, [*names, *(["frames"] if frames else [])], restval="", extrasaction="ignore", lineterminator="\n"
        )
        self._writer.writeheader()

    def write(self, scenario: str, row: Row) -> None:
        """One row of the scenario of that name."""
        self._writer.writerow({"scenario": scenario, **record(row)} if self._named else record(row))
