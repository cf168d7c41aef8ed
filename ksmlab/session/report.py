"""What one command to a lab brought: events, refusals, notes, expectations and the rows of its wake-ups."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ksmlab.errors import Place
from ksmlab.ksm.events import Event
from ksmlab.scenario.model import Step

Value = int | str | None


@dataclass(frozen=True, slots=True)
class Expectation:
    """One checked line of an `expect` step: what it names, what was expected in words, what is."""

    name: str
    expected: str
    actual: Value
    met: bool
    place: Place | None


@dataclass(slots=True)
class Report:
    """What a command brought.

    events        in order; empty when the story of a long move was not kept (Lab.retell makes it again)
    told          False when it was not kept
    forgotten     it was kept for a while, until newer stories needed the room
    refused       {"write": knob, "errno": …} or {"call": …, "errno": …}
    notes         Markdown for the learner, met on the way
    expectations  `expect` lines met on the way
    steps         the scenario's steps that were completed, or the one that was done by hand
    narration     sentences for stderr ("run was 2: 1 is written first")
    wakeups       int64, shape (wake-ups, columns of ksmlab.ksm.recorder), if rows were asked for
    """

    events: list[Event] = field(default_factory=list)
    told: bool = True
    forgotten: bool = False
    refused: list[dict[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    expectations: list[Expectation] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    narration: list[str] = field(default_factory=list)
    wakeups: np.ndarray | None = None

    def forget(self) -> None:
        """Give the story's memory back; Lab.retell tells it again."""
        self.events, self.told, self.forgotten = [], False, True
