"""Many recordings held against the engine, on all cores when that is worth it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from ksmlab.replay.conform import Verdict, hold

WORTH_PROCESSES = 64  # recordings; a process takes as long to start as one takes to replay


@dataclass(frozen=True, slots=True)
class Job:
    """One recording to hold against the engine; costs: compare page comparisons too, where they were counted."""

    kernel: str
    scenario: Path
    recording: Path
    costs: bool

    def run(self) -> Verdict:
        """Replay it."""
        return hold(self.scenario, self.recording, self.kernel, self.costs)


def hold_all(jobs: Sequence[Job], processes: int | None = None) -> Iterator[tuple[Job, Verdict]]:
    """Each job with its verdict, in no particular order. processes: None decides by the number of jobs."""
    if processes is None:
        processes = min(os.cpu_count() or 1, 8) if len(jobs) >= WORTH_PROCESSES else 1
    if processes <= 1:
        for job in jobs:
            yield job, job.run()
        return
    with ProcessPoolExecutor(processes) as pool:
        # The largest first, so that no process is left alone with one at the end.
        by_size = sorted(jobs, key=lambda job: -job.recording.stat().st_size)
        running: dict[Future[Verdict], Job] = {pool.submit(job.run): job for job in by_size}
        try:
            for done in as_completed(running):
                yield running[done], done.result()
        finally:
            pool.shutdown(cancel_futures=True)
