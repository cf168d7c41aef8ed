"""Timing the real ksmd over a workload laid out for real. Runs under the guardian, which puts all settings back."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ksmlab.bench.real_memory import RealMemory, laid_out
from ksmlab.bench.timing import MOST_CHURNS, SETTLING_PAGES, SETTLING_SCANS, WARM_CHURNS, Timing, Watch
from ksmlab.bench.workloads import Workload
from ksmlab.live.agent import sysfs
from ksmlab.live.agent.ksmd import Ksmd, NoKsmd, find_ksmd

POLL_S = 0.005
PATIENCE_S = 1800.0
SETTLE_S = 0.001  # until ksmd has gone to sleep and its time is counted
_DEFAULTS = {  # what the engine has, too
    "advisor_mode": "none",
    "max_page_sharing": 256,
    "merge_across_nodes": 1,
    "stable_node_chains_prune_millisecs": 2000,
    "smart_scan": 0,
}


def time_ksmd(workload: Workload, pages: int, pages_to_scan: int, watch: Watch) -> Timing:
    """The same scans as the engine's. OSError where the kernel refuses."""
    _forget_everything()
    for name, value in {**_DEFAULTS, "use_zero_pages": workload.use_zero_pages}.items():
        if os.path.exists(f"{sysfs.KSM}/{name}"):
            sysfs.write(name, value)
    with laid_out(workload, pages) as memory:
        if workload.settles:
            _run(SETTLING_PAGES, SETTLING_SCANS, lambda share: None)
        if workload.churns:
            clock = _churn(workload, memory, pages, pages_to_scan, watch)
        else:
            clock = _Clock(pages)
            with clock.running():
                _run(pages_to_scan, workload.full_scans, watch)
        timing = clock.timing(pages_to_scan)
    _forget_everything()
    return timing


def _run(pages_to_scan: int, full_scans: int, watch: Watch) -> None:
    """ksmd works without a pause until full_scans has grown; then it stands still."""
    sysfs.write("pages_to_scan", pages_to_scan)
    sysfs.write("sleep_millisecs", 0)
    start = _number("full_scans")
    deadline = time.monotonic() + PATIENCE_S
    sysfs.write("run", 1)
    while (done := _number("full_scans") - start) < full_scans:
        if time.monotonic() > deadline:
            raise NoKsmd(f"ksmd did not finish {full_scans} full scans in {PATIENCE_S:.0f} s")
        watch(done / full_scans)
        time.sleep(POLL_S)
    sysfs.write("run", 0)


def _churn(workload: Workload, memory: RealMemory, pages: int, pages_to_scan: int, watch: Watch) -> _Clock:
    """Wake-up by wake-up, with a rewrite before each that nobody times."""
    ksmd = Ksmd()
    for _ in range(WARM_CHURNS):  # pages_to_scan is still what it settled with
        memory.rewrite()
        ksmd.wake_up()
    sysfs.write("pages_to_scan", pages_to_scan)
    clock = _Clock(pages)
    target = _number("full_scans") + workload.full_scans
    for done in range(MOST_CHURNS):
        if _number("full_scans") >= target:
            break
        memory.rewrite()
        with clock.running():
            ksmd.wake_up()
        watch(done / MOST_CHURNS)
    return clock


def _forget_everything() -> None:
    sysfs.write("run", 2)
    sysfs.write("run", 0)


def _number(name: str) -> int:
    """A counter; 0 where this kernel does not have it."""
    path = f"{sysfs.KSM}/{name}"
    return int(sysfs.read(path)) if os.path.exists(path) else 0


class _Clock:
    """What ksmd has done and how long it took, summed over the times in which the clock was running."""

    def __init__(self, pages: int) -> None:
        self._pages, self._schedstat = pages, Path(f"/proc/{find_ksmd()}/schedstat")
        self._first_scan = _number("full_scans")
        self._scanned, self._seconds, self._cpu_s = 0, 0.0, 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        """ksmd works in this context and stands still at both ends of it."""
        scanned, cpu_s, seconds = _number("pages_scanned"), self._on_cpu_s(), time.monotonic()
        yield
        elapsed_s = time.monotonic() - seconds
        time.sleep(SETTLE_S)
        self._seconds += elapsed_s
        self._scanned += _number("pages_scanned") - scanned
        now_s = self._on_cpu_s()
        self._cpu_s += elapsed_s if cpu_s is None or now_s is None else now_s - cpu_s

    def timing(self, pages_to_scan: int) -> Timing:
        """Where the kernel does not count scanned pages (before 6.6), those of whole scans."""
        scans = _number("full_scans") - self._first_scan
        scanned = self._scanned or scans * self._pages
        return Timing(scanned, scans, -(-scanned // pages_to_scan), self._seconds, self._cpu_s)

    def _on_cpu_s(self) -> float | None:
        """ksmd's time on a CPU since boot; None where the kernel does not tell."""
        try:
            return int(self._schedstat.read_text().split()[0]) / 1e9
        except OSError:
            return None
