"""A kernel that is the engine itself: what verify does can be tried without a machine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ksmlab.live.session import Machine, Row
from ksmlab.replay.rows import replay
from ksmlab.scenario.model import Scenario


class EngineAsKernel:
    """Plays the scenarios it was given under a profile, and costs where `kprobes`."""

    def __init__(self, kernel: str, *scenarios: Scenario, nodes: int = 1, kprobes: bool = False) -> None:
        self.machine = Machine(f"{kernel}.0-test", nodes, kprobes)
        self._kernel = kernel
        self.scenarios = list(scenarios)

    def play(self, program: dict[str, Any]) -> Iterator[Row]:
        for row in replay(self.scenarios.pop(0), self._kernel, frames=program["frames"], costs=program["costs"]):
            row.get("costs", {}).pop("checksums", None)  # a kprobe on memcmp_pages counts nothing else
            yield row
