"""What can be done to a lab: each is an entry of its history, and done again from the same state it gives the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ksmlab.scenario.model import Step

Unit = Literal["page", "wakeup", "full_scan", "step"]


@dataclass(frozen=True, slots=True)
class Move:
    """Go forward `count` pages, wake-ups, full scans or steps of the scenario."""

    unit: Unit
    count: int = 1


@dataclass(frozen=True, slots=True)
class ByHand:
    """A step that the file does not have: somebody at the screen did it."""

    step: Step


Command = Move | ByHand
