"""Timing the engine: a machine with a workload's memory, scanned with a row recorded for every wake-up."""

from __future__ import annotations

import time
from collections.abc import Callable
from random import Random
from typing import TypeVar

from ksmlab.bench.timing import MOST_CHURNS, SETTLING_PAGES, SETTLING_SCANS, WARM_CHURNS, Timing, Watch
from ksmlab.bench.workloads import SEED, Act, Fork, Start, Workload, Write, rewrite
from ksmlab.kernel.profiles import profile
from ksmlab.ksm.recorder import MACHINE_COLUMNS, Recorder
from ksmlab.ksm.scan import scan_full_scans, scan_wakeups
from ksmlab.machine import Machine
from ksmlab.memory.address_space import Process

WATCHED_PAGES = 1 << 23  # larger machines are scanned in parts, so that progress shows
PARTS = 20

Result = TypeVar("Result")
_SCANNED = MACHINE_COLUMNS.index("pages_scanned")


class EngineBench:
    """One workload on one machine of `pages` pages in all processes together; smart scan is off."""

    def __init__(self, workload: Workload, pages: int, kernel: str) -> None:
        self._workload, self._pages = workload, pages
        self.machine = Machine(profile(kernel).features)
        self._seconds = self._cpu_s = 0.0
        self._generator = Random(SEED)
        for act in workload.acts(self.machine.memory.contents, pages):
            self._do(act)
        self._set("use_zero_pages", workload.use_zero_pages)
        if self.machine.features.smart_scan:
            self._set("smart_scan", 0)

    def run(self, pages_to_scan: int, watch: Watch) -> Timing:
        """Let it settle if the workload says so, then scan with the clock running."""
        ksm = self.machine.ksm
        if self._workload.settles:
            self._set("pages_to_scan", SETTLING_PAGES)
            scan_full_scans(ksm, SETTLING_SCANS)
        if self._workload.churns:
            for _ in range(WARM_CHURNS):
                self._rewrite()
                scan_wakeups(ksm, 1)
            ksm.stable_tree(0)  # ksmd has its tree from settling; the engine makes it when a walk needs it
        self._set("pages_to_scan", pages_to_scan)
        recorder, scans, scanned = Recorder(ksm), ksm.cursor.seqnr, ksm.counters.pages_scanned
        if self._workload.churns:
            self._churn(recorder, watch)
        else:
            self._scan(recorder, watch)
        scans = ksm.cursor.seqnr - scans
        exact = self.machine.features.pages_scanned == "exact"
        scanned = recorder.last(_SCANNED) - scanned if exact else scans * self._pages
        return Timing(scanned, scans, len(recorder), self._seconds, self._cpu_s)

    def _scan(self, recorder: Recorder, watch: Watch) -> None:
        ksm, scans = self.machine.ksm, self._workload.full_scans
        part = self._pages // ksm.knobs.pages_to_scan // PARTS
        if self._pages < WATCHED_PAGES or not part or self._workload.use_zero_pages:  # zero pages: later scans meet few
            self._timed(lambda: scan_full_scans(ksm, scans, recorder))
            return
        for number in range(scans):
            for done in range(PARTS - 1):
                self._timed(lambda: scan_wakeups(ksm, part, recorder))
                watch((number + (done + 1) / PARTS) / scans)
            self._timed(lambda: scan_full_scans(ksm, 1, recorder))
            watch((number + 1) / scans)

    def _churn(self, recorder: Recorder, watch: Watch) -> None:
        ksm = self.machine.ksm
        target = ksm.cursor.seqnr + self._workload.full_scans
        for done in range(MOST_CHURNS):
            if ksm.cursor.seqnr >= target:
                return
            self._rewrite()
            self._timed(lambda: scan_wakeups(ksm, 1, recorder))
            watch(done / MOST_CHURNS)

    def _rewrite(self) -> None:
        self._do(rewrite(self.machine.memory.contents, self._pages, self._generator))

    def _timed(self, work: Callable[[], Result]) -> Result:
        cpu_s, seconds = time.process_time(), time.perf_counter()
        result = work()
        self._seconds += time.perf_counter() - seconds
        self._cpu_s += time.process_time() - cpu_s
        return result

    def _do(self, act: Act) -> None:
        machine = self.machine
        processes = machine.memory.processes
        match act:
            case Start():
                process = machine.start_process("vm0")
                region = machine.mmap(process, "ram", None, act.ids, 0)
                machine.madvise(process, region, 0, region.pages - 1, "mergeable")
            case Fork():
                machine.fork(processes[0], f"vm{len(processes)}")
            case Write():
                self._write(processes[act.process], act)

    def _write(self, process: Process, act: Write) -> None:
        for place, first in enumerate(act.places.data):
            self.machine.write(process, process.regions[0], first, act.ids[place : place + 1])

    def _set(self, name: str, value: int) -> None:
        self.machine.write_sysfs(name, str(value))
