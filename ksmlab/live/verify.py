"""A scenario on a real kernel beside the engine: every row of the one held against the row of the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest

from ksmlab.live.differences import Difference, Row, differences
from ksmlab.live.program import make_program
from ksmlab.live.session import Session
from ksmlab.replay.rows import Replay
from ksmlab.replay.step_words import step_words
from ksmlab.scenario.model import Scenario

_TIMES_MORE = 4


@dataclass(frozen=True, slots=True)
class Pair:
    """One row twice: as the kernel gave it and as the engine does (None: there is no such row), and what differs."""

    words: str  # the step that it belongs to
    kernel: Row | None
    engine: Row | None
    differences: tuple[Difference, ...]

    @property
    def agrees(self) -> bool:
        """Nothing differs."""
        return not self.differences

    @property
    def row(self) -> Row:
        """The kernel's row; where there is none, the engine's."""
        row = self.kernel or self.engine
        assert row is not None
        return row

    def place(self) -> str:
        """Where in the scenario it stands, for people."""
        return f"step {self.row['step']}, wake-up {self.row['batch']} ({self.words or self.row['action']})"


def verify(scenario: Scenario, session: Session, kernel: str, *, costs: bool = False) -> Iterator[Pair]:
    """Play the scenario on the session's kernel and in the engine under the profile `kernel`, row by row.

    costs: also compare how many pages were compared, which the session's machine must be able to count.
    MachineRefuses when the real kernel could not play it.
    """
    real = session.play(make_program(scenario, costs=costs))
    return pairs(real, Replay(scenario, kernel, frames=True, costs=costs))


def verify_twice(
    scenario: Scenario, session: Session, kernel: str, *, costs: bool = False
) -> tuple[list[Pair], list[Pair]]:
    """Verify; where a row differs, play it again, until the kernel gives the same rows twice or all agree.

    A real machine does other things meanwhile, and one of them may take a page from under ksmd; a difference that is
    the engine's comes again. Returns the pairs that count, and the differing ones of runs that were not repeated.
    """
    disturbed: list[Pair] = []
    found = list(verify(scenario, session, kernel, costs=costs))
    for _ in range(_TIMES_MORE):
        if all(pair.agrees for pair in found):
            break
        again = list(verify(scenario, session, kernel, costs=costs))
        if [pair.kernel for pair in again] == [pair.kernel for pair in found]:
            break
        disturbed += [pair for pair in found if not pair.agrees]
        found = again
    return found, disturbed


def pairs(real: Iterable[Row], replay: Replay) -> Iterator[Pair]:
    """Rows of a real kernel held against a replay's."""
    engine = ((step_words(step), row) for step, rows in replay.by_step() for row in rows)
    for kernel_row, told in zip_longest(real, engine):
        words, engine_row = told or ("", None)
        yield Pair(words, kernel_row, engine_row, differences(kernel_row, engine_row))


def marked(pair: Pair) -> Row:
    """The kernel's row for a table, where a number that the engine has otherwise says both: `16≠15`."""
    row = {key: dict(value) if isinstance(value, dict) else value for key, value in pair.row.items()}
    row["processes"] = {name: dict(fields) for name, fields in row["processes"].items()}
    for difference in pair.differences:
        section, *path = difference.field.split(".")
        target = row.get(section)
        for name in path[:-1]:
            target = target.get(name) if isinstance(target, dict) else None
        if isinstance(target, dict) and path and section != "frames":
            target[path[-1]] = f"{difference.kernel}≠{difference.engine}"
    return row
