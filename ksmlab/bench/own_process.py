"""The parent's side of measurements that have a process of their own, so that their memory is their own too."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ksmlab.bench.timing import Timing, Watch
from ksmlab.errors import KsmlabError

CHILD = "ksmlab.bench.child"
RUNS = 5  # of a short measurement: other guests of the host slow one or the other down
LONG_S = 4.0  # after so much no other run is begun


@dataclass(frozen=True, slots=True)
class EngineResult:
    """The engine's time, and the most memory of the whole process; baseline_bytes: before there was a machine.

    setup_s: how long it took to lay the memory out and, where the workload settles first, to settle.
    """

    timing: Timing
    setup_s: float
    peak_bytes: int
    baseline_bytes: int


def measure_engine(name: str, pages: int, pages_to_scan: int, kernel: str, watch: Watch) -> EngineResult:
    """One workload in a process of its own; a short one RUNS times, of which the median in time counts and the largest
    in memory. KsmlabError when that ends badly."""
    runs: list[EngineResult] = []
    while len(runs) < RUNS and sum(run.setup_s + run.timing.seconds for run in runs) < LONG_S:
        row = _run([name, str(pages), str(pages_to_scan), kernel], watch)
        runs.append(EngineResult(Timing(**row["timing"]), row["setup_s"], row["peak_bytes"], row["baseline_bytes"]))
    runs.sort(key=lambda run: run.timing.cpu_s)
    return replace(runs[len(runs) // 2], peak_bytes=max(run.peak_bytes for run in runs))


def measure_limit(pages: int) -> float:
    """Pages a second of the gather that stands for the machine's memory."""
    return float(_run(["limit", str(pages)], lambda share: None)["pages_per_s"])


def environment() -> dict[str, str]:
    """This process's, with the place from which it has ksmlab."""
    package = str(Path(__file__).parents[2])
    return {**os.environ, "PYTHONPATH": os.pathsep.join([package, os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)}


def _run(arguments: list[str], watch: Watch) -> dict[str, Any]:
    with _started([sys.executable, "-m", CHILD, *arguments]) as child:
        assert child.stdout is not None
        for line in child.stdout:
            row: dict[str, Any] = json.loads(line)
            if "share" not in row:
                return row
            watch(row["share"])
    raise KsmlabError(f"the measurement {' '.join(arguments)} ended with status {child.returncode} (out of memory?)")


@contextmanager
def _started(command: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    """The process for as long as the context lasts."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment()) as child:
        try:
            yield child
        except BaseException:
            child.kill()
            raise
