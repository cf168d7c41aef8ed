"""A scenario on a real kernel beside the engine: every row of the one held against the row of the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from ksmlab.live.differences import Difference, Row, differences
from ksmlab.live.program import make_program
from ksmlab.live.session import Session
from ksmlab.replay.rows import replay
from ksmlab.scenario.model import Scenario


@dataclass(frozen=True, slots=True)
class Pair:
    """One row twice: as the kernel gave it and as the engine does (None: there is no such row), and what differs."""

    kernel: Row | None
    engine: Row | None
    differences: tuple[Difference, ...]

    @property
    def agrees(self) -> bool:
        """Nothing differs."""
        return not self.differences


def verify(scenario: Scenario, session: Session, kernel: str, *, costs: bool = False) -> Iterator[Pair]:
    """Play the scenario on the session's kernel and in the engine under the profile `kernel`, row by row.

    costs: also compare how many pages were compared, which the session's machine must be able to count.
    MachineRefuses when the real kernel could not play it.
    """
    real = session.play(make_program(scenario, costs=costs))
    engine = replay(scenario, kernel, frames=True, costs=costs)
    for pair in zip_longest(real, engine):
        yield Pair(*pair, differences(*pair))
