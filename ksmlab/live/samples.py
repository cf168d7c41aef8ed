"""Snapshots at an interval, each with the rates since the one before."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from ksmlab.live.rates import LiveRates, rates
from ksmlab.live.reader import LiveReader, LiveSnapshot


@dataclass(frozen=True, slots=True)
class Sample:
    """Sample `number` (from 0) of the machine; the first has no rates."""

    number: int
    snapshot: LiveSnapshot
    rates: LiveRates | None

    def record(self) -> dict[str, Any]:
        """Everything in it, for JSON."""
        shot = self.snapshot
        processes = [{"pid": each.pid, "comm": each.comm, **each.fields} for each in shot.processes]
        whole: dict[str, Any] = {"time": shot.clock_s, "release": shot.release, "counters": dict(shot.counters)}
        whole |= {"knobs": dict(shot.knobs), "processes": processes, "unreadable_processes": shot.unreadable}
        return whole | ({"rates": asdict(self.rates)} if self.rates else {})

    def row(self) -> dict[str, Any]:
        """As a row of the replay format, which the lab opens: a sample is a step, processes are named COMM-PID."""
        shot = self.snapshot
        return {
            "step": self.number,
            "batch": self.number,
            "action": "live" if self.number else "start",
            "counters": dict(shot.counters),
            "processes": {f"{each.comm}-{each.pid}": dict(each.fields) for each in shot.processes},
        }


def samples(
    reader: LiveReader, interval_s: float, count: int | None, sleep: Callable[[float], None] = time.sleep
) -> Iterator[Sample]:
    """`count` samples (None: without end), `interval_s` apart, whatever the time that looking takes."""
    before: LiveSnapshot | None = None
    number = 0
    due = time.monotonic()
    while count is None or number < count:
        shot = reader.snapshot()
        yield Sample(number, shot, rates(before, shot) if before else None)
        before, number = shot, number + 1
        due += interval_s
        if count is None or number < count:
            sleep(max(0.0, due - time.monotonic()))
