"""A kernel that is the engine itself: what verify does can be tried without a machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ksmlab.live.session import Machine, Row
from ksmlab.replay.rows import replay
from ksmlab.scenario.model import Scenario


class EngineAsKernel:
    """Plays the scenarios it was given under a profile, and costs where `kprobes`."""

    def __init__(self, kernel: str, *scenarios: Scenario, nodes: int = 1, kprobes: bool = False) -> None:
        self.machine = Machine(f"{kernel}.0-test", nodes, kprobes)
        self._kernel = kernel
        self._scenarios = {Path(scenario.path).name.removesuffix(".yaml"): scenario for scenario in scenarios}
        self.disturbances: list[tuple[int, str, int]] = []  # (row, counter, by how much), each for one run

    def play(self, program: dict[str, Any]) -> Iterator[Row]:
        disturbed = self.disturbances.pop(0) if self.disturbances else None
        for number, row in enumerate(self._rows(program)):
            if disturbed and number == disturbed[0]:
                row["counters"][disturbed[1]] += disturbed[2]
            yield row

    def _rows(self, program: dict[str, Any]) -> Iterator[Row]:
        scenario = self._scenarios[program["name"]]
        for row in replay(scenario, self._kernel, frames=program["frames"], costs=program["costs"]):
            row.get("costs", {}).pop("checksums", None)  # a kprobe on memcmp_pages counts nothing else
            yield row
