"""What `ksmlab verify` prints: tables for people, or a JSON object for every row."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TextIO

from ksmlab.kernel.profiles import profile, with_changes
from ksmlab.live.verify import Pair, marked
from ksmlab.replay.columns import counter_columns
from ksmlab.replay.table import Table

if TYPE_CHECKING:
    from ksmlab.scenario.model import Scenario

_ROWS_TOLD = 10  # differing rows of a scenario that are told in words
_FIELDS_TOLD = 12  # differing fields of a row


class Tables:
    """A line for each scenario, its rows above when `every_row`, what differs in words below."""

    def __init__(self, every_row: bool) -> None:
        self._every_row = every_row

    def begin(self, name: str, scenario: Scenario, kernel: str, costs: bool) -> None:
        """The rows of this scenario come next."""
        features = with_changes(profile(kernel), scenario.kernel.changes)
        self._name, self._title = name, scenario.title
        self._table = Table(counter_columns(scenario, features, costs=False))
        self._rows = 0
        self._differing: list[Pair] = []

    def add(self, pair: Pair) -> None:
        """One row."""
        self._rows += 1
        if self._every_row:
            self._table.add(marked(pair), pair.words + ("" if pair.agrees else " ✗"))
        if not pair.agrees:
            self._differing.append(pair)

    def end(self) -> None:
        """All rows of the scenario have come."""
        if self._every_row:
            from ksmlab.cli.replay_table import show_table

            show_table(f"{self._title}: the kernel's numbers; where the engine's differ, kernel≠engine", self._table)
        print(f"{self._name}: {self._rows - len(self._differing):,} of {self._rows:,} rows agree")
        for pair in self._differing[:_ROWS_TOLD]:
            print(f"  {pair.place()}")
            for difference in pair.differences[:_FIELDS_TOLD]:
                print(f"    {difference}")
            if len(pair.differences) > _FIELDS_TOLD:
                print(f"    and {len(pair.differences) - _FIELDS_TOLD} more fields")
        if len(self._differing) > _ROWS_TOLD:
            print(f"  and {len(self._differing) - _ROWS_TOLD:,} more rows; --format jsonl has them all")


class JsonPairs:
    """The kernel's row as `replay` writes it, with `agrees` and, where it does not, `differences`."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def begin(self, name: str, scenario: Scenario, kernel: str, costs: bool) -> None:
        """The rows of this scenario come next."""
        self._name = name

    def add(self, pair: Pair) -> None:
        """One row, as one line."""
        found = [{"field": each.field, "kernel": each.kernel, "engine": each.engine} for each in pair.differences]
        line = {"scenario": self._name, **pair.row, "agrees": pair.agrees}
        self._out.write(json.dumps(line | ({"differences": found} if found else {})) + "\n")

    def end(self) -> None:
        """All rows of the scenario have come."""
        self._out.flush()
