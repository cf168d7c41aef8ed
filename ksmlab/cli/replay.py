"""`ksmlab replay`: a scenario without a screen."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Protocol

import typer

if TYPE_CHECKING:
    from ksmlab.cli.narration import Narrator
    from ksmlab.replay.rows import Replay, Row
    from ksmlab.replay.table import Table
    from ksmlab.scenario.model import Scenario


class Format(StrEnum):
    """How rows are written to stdout."""

    table = "table"
    jsonl = "jsonl"
    csv = "csv"


class Sink(Protocol):
    """Takes rows and writes them."""

    def write(self, scenario: str, row: Row) -> None:
        """One row of the scenario of that name."""


def command(
    scenarios: Annotated[list[str], typer.Argument(metavar="SCENARIO", help="Names of `ksmlab list`, or files.")],
    kernel: Annotated[
        str | None, typer.Option("--kernel", "-k", help="Kernel profile; default: the file's own.")
    ] = None,
    form: Annotated[Format, typer.Option("--format", "-f", help="How to write the rows.")] = Format.table,
    frames: Annotated[bool, typer.Option("--frames", help="The frame behind every page, after each step.")] = False,
    costs: Annotated[
        bool, typer.Option("--costs", help="Page comparisons, each tree's share of them, and checksums.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Validate all of the engine's invariants after each step.")
    ] = False,
) -> None:
    """A scenario without a screen: the counters after every step.

    Rows go to stdout; notes, refused writes and missed expectations to stderr. Exit status 1 when one was missed.

    \b
    Examples:
      ksmlab replay zero-pages
      ksmlab replay zero-pages --kernel 6.1 --format csv > rows.csv
      ksmlab replay my.yaml --format jsonl --frames --costs
    """
    from ksmlab.replay.rows import Replay
    from ksmlab.scenario import load_scenario

    loaded = [load_scenario(name) for name in scenarios]
    sink = _sink(form, loaded, kernel, costs, frames)
    met = missed = 0
    for scenario in loaded:
        narrator = _replay(scenario, Replay(scenario, kernel, frames=frames, costs=costs, check=check), sink, costs)
        met, missed = met + narrator.met, missed + narrator.missed
    if missed:
        print(f"{missed} of {missed + met} expectations missed", file=sys.stderr)
        raise typer.Exit(1)


def _sink(form: Format, loaded: list[Scenario], kernel: str | None, costs: bool, frames: bool) -> Sink | None:
    """Where rows go as they come; None for a table, which needs all of a scenario's first."""
    from ksmlab.kernel.profiles import profile, with_changes
    from ksmlab.replay.columns import counter_columns
    from ksmlab.replay.formats import Csv, JsonLines

    if form is Format.table:
        return None
    named = len(loaded) > 1
    if form is Format.jsonl:
        return JsonLines(sys.stdout, named)
    columns: list[str] = []
    for scenario in loaded:
        choice = scenario.kernel
        columns += counter_columns(scenario, with_changes(profile(kernel or choice.base), choice.changes), costs)
    return Csv(sys.stdout, columns, named, frames)


def _replay(scenario: Scenario, replay: Replay, sink: Sink | None, costs: bool) -> Narrator:
    """Play one scenario; the narrator knows what was missed."""
    from ksmlab.cli.narration import Narrator
    from ksmlab.cli.progress import SlowWork
    from ksmlab.replay.step_words import step_words

    name = Path(scenario.path).stem
    narrator = Narrator(replay.profile.name)
    table = _table(scenario, replay, costs) if sink is None else None
    frames: list[tuple[int, str]] = []
    with SlowWork(name, len(replay.steps)) as progress, _broken_invariant_told(name):
        for step, rows in replay.by_step():
            number = step.number if step else 0
            for row in rows:
                if sink is not None:
                    sink.write(name, row)
                elif table is not None:
                    table.add(row, step_words(step))
                    _keep_frames(frames, row)
            narrator.tell(replay.report, number)
            progress.reach(replay.steps_done)
    if table is not None:
        _show(scenario, replay, table, frames)
    return narrator


def _table(scenario: Scenario, replay: Replay, costs: bool) -> Table:
    from ksmlab.replay.columns import counter_columns
    from ksmlab.replay.table import Table

    return Table(counter_columns(scenario, replay.features, costs))


@contextmanager
def _broken_invariant_told(name: str) -> Iterator[None]:
    """What --check finds is a message, not a traceback."""
    from ksmlab.errors import ExpectationFailed

    try:
        yield
    except AssertionError as broken:
        raise ExpectationFailed(
            f"{name}: an invariant of the engine does not hold ({broken}): a fault of ksmlab, please report it"
        ) from broken


def _keep_frames(frames: list[tuple[int, str]], row: Row) -> None:
    if "frames" in row:
        import json

        frames.append((row["step"], json.dumps(row["frames"])))


def _show(scenario: Scenario, replay: Replay, table: Table, frames: list[tuple[int, str]]) -> None:
    from ksmlab.cli.replay_table import show_table

    show_table(f"{scenario.title} (kernel {replay.profile.name})", table, frames)
