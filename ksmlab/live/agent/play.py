"""Playing a program from its start to its last step, and the rows that come of it."""

from __future__ import annotations

import glob
import os
from typing import Iterator

from ksmlab.live.agent import comparisons, sysfs
from ksmlab.live.agent.company import Company
from ksmlab.live.agent.frames import Frames
from ksmlab.live.agent.ksmd import Ksmd
from ksmlab.live.agent.types import Error, Op, Program, Row

# What never goes back to 0 on a running kernel, or leaks: given as differences from the first row.
SINCE_THE_START = ("pages_scanned", "pages_skipped", "ksm_zero_pages", "zero_pages_sharing", "general_profit")


def machine_nodes() -> int:
    """How many NUMA nodes this machine has."""
    return max(1, len(glob.glob("/sys/devices/system/node/node[0-9]*")))


def machine() -> Row:
    """What a session wants to know of this machine first."""
    return {"release": os.uname().release, "nodes": machine_nodes(), "kprobes": comparisons.possible()}


class Play:
    """One program on this kernel; `rows()` plays it. ksmd stands still afterwards, with nothing merged."""

    def __init__(self, program: Program, ksmd: Ksmd, frames: Frames) -> None:
        self._program = program
        self._ops: list[Op] = [*program["start"], *program["steps"]]
        self._ksmd, self._frames = ksmd, frames
        self._run = 1  # what `run` says to the scenario; the real file says 1 during a wake-up only
        self._batch = 0
        self._base: dict[str, int] = {}
        self._counting = False

    def rows(self) -> Iterator[Row]:
        """Play it; each row as soon as it is known."""
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})  # one CPU: its LRU batches are the ones drained
        self._company = Company(self._program, self._ops, machine_nodes())
        try:
            errors = self._settings()
            self._counting = self._program["costs"] and comparisons.start()
            starts = len(self._program["start"])
            for number in range(starts):
                self._company.play(number)
            self._base = sysfs.counters()
            yield self._row({"step": 0, "action": "start"}, errors)
            for number in range(starts, len(self._ops)):
                yield from self._step(number)
        finally:
            self._company.dismiss()
            if self._counting:
                comparisons.stop()
            forget_everything()

    def _settings(self) -> list[Error]:
        forget_everything()
        for name, value in self._program["defaults"].items():
            sysfs.try_write(name, value)  # a setting that this kernel lacks needs no default
        return [error for name, value in self._program["ksm"].items() for error in self._set(name, value)]

    def _set(self, name: str, value: object) -> list[Error]:
        """Write a setting, but for what would let ksmd run on its own: it runs when a `scan` step says so."""
        if name == "sleep_millisecs":
            errors = sysfs.try_write(name, value)
            self._ksmd.sleep_for_hours()
            return errors
        if name != "run":
            return sysfs.try_write(name, value)
        wanted = str(value).strip()
        errors = sysfs.try_write("run", 0 if wanted == "1" else value)
        if not errors:
            self._run = int(wanted)
        return errors

    def _step(self, number: int) -> Iterator[Row]:
        op = self._ops[number]
        if op["action"] == "scan":
            yield from self._scan(op)
        elif op["action"] in ("set", "run"):
            values = op["values"] if op["action"] == "set" else {"run": op["value"]}
            errors = [error for name, value in values.items() for error in self._set(name, value)]
            yield self._with_frames(self._row(op, errors))
        else:
            yield self._with_frames(self._row(op, self._company.play(number)))

    def _scan(self, op: Op) -> Iterator[Row]:
        """A row for each wake-up; the last one has the frames."""
        if self._run == 2:
            self._run = 1
        held: Row | None = None
        for _ in self._wakeups(op):
            if held is not None:
                yield held
            self._batch += 1
            held = self._row(op, [])
        if held is not None:
            yield self._with_frames(held)

    def _wakeups(self, op: Op) -> Iterator[None]:
        if "wakeups" in op:
            for _ in range(op["wakeups"]):
                if self._run:
                    self._ksmd.wake_up()
                yield
            return
        scans = self._full_scans()
        target = scans + op["full_scans"]
        while scans < target:
            if not self._run or sysfs.read(f"{sysfs.KSM}/pages_to_scan") == "0":
                return  # full_scans would never grow
            self._ksmd.wake_up()
            before, scans = scans, self._full_scans()
            if scans == before and not self._ksmd.has_scanned():
                return  # nobody is registered
            yield

    def _full_scans(self) -> int:
        return int(sysfs.read(f"{sysfs.KSM}/full_scans"))

    def _row(self, op: Op, errors: list[Error]) -> Row:
        row: Row = {"step": op["step"], "batch": self._batch, "action": op["action"]}
        counters = sysfs.counters()
        row["counters"] = {
            name: value - self._base[name] if name in SINCE_THE_START else value for name, value in counters.items()
        }
        row["processes"] = {name: sysfs.process_counters(pid) for name, (pid, _) in self._company.members.items()}
        if self._counting:
            row["costs"] = {"memcmp_pages": comparisons.count()}
        if errors:
            row["errors"] = errors
        return row

    def _with_frames(self, row: Row) -> Row:
        if self._program["frames"]:
            row["frames"] = self._frames.read(self._company.members)
        return row


def forget_everything() -> None:
    """run=2, then 0: everything unmerged, full_scans at 0."""
    sysfs.write("run", 2)
    sysfs.write("run", 0)
