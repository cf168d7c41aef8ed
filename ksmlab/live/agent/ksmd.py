"""Stepping the real ksmd one wake-up at a time, without a guess about time.

ksmd waits in one of two places: the outer wait until `run` is 1, or, after a batch, the inner one for
`sleep_millisecs`, which a write of a different value ends. So: write run=1 and one batch is scanned; once ksmd sleeps
again, write run=0, then another hour-long value, and it goes from the inner wait to the outer one without scanning.
Whether it sleeps is read from /proc/PID/status: a new voluntary context switch says that it has gone to sleep since,
state S that it sleeps there now (inside a batch it blocks in state D only).
"""

from __future__ import annotations

import os
import re
import time
from typing import Callable

from ksmlab.live.agent import sysfs

_HOURS_MS = (3_600_000, 7_200_000)
_PATIENCE_S = 300.0
_IDLE_S = 0.2  # a sleep is counted a moment after it shows; on a busy machine that moment can be long
_FIELDS = re.compile(rb"State:\t(\w).*\nvoluntary_ctxt_switches:\t(\d+)", re.DOTALL)


class NoKsmd(Exception):
    """ksmd is not to be seen, or does not answer."""


def find_ksmd() -> int:
    """The process id of the kernel thread."""
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            if sysfs.read(f"/proc/{name}/comm") == "ksmd":
                return int(name)
        except OSError:
            continue  # it ended meanwhile
    raise NoKsmd("ksmd is not among the processes in /proc (a container that cannot see the kernel's threads?)")


class Ksmd:
    """The real ksmd, standing still but for `wake_up`."""

    def __init__(self) -> None:
        self._status = os.open(f"/proc/{find_ksmd()}/status", os.O_RDONLY)
        self._sleep_ms = int(sysfs.read(f"{sysfs.KSM}/sleep_millisecs"))
        sysfs.write("run", 0)
        self._to_outer_wait()

    def sleep_for_hours(self) -> None:
        """Put the long sleep back after something else was written to `sleep_millisecs` during the outer wait."""
        sysfs.write("sleep_millisecs", self._sleep_ms)

    def wake_up(self) -> None:
        """One wake-up: one batch, or nothing when no process is registered. `run` is 0 before and after."""
        before = self._look()[1]
        sysfs.write("run", 1)
        self._wait(lambda: self._look()[1] > before)
        self._wait(self._sleeps)
        self._asleep = self._look()[1]
        sysfs.write("run", 0)
        self._to_outer_wait()

    def has_scanned(self) -> bool:
        """Whether the last wake-up was a batch: only after one ksmd had to go from the inner wait to the outer one.

        One after which nobody is registered any more is not seen; that one ends a full scan.
        """
        deadline = time.monotonic() + _IDLE_S
        while self._look()[1] == self._asleep:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.001)
        return True

    def _to_outer_wait(self) -> None:
        self._sleep_ms = next(value for value in _HOURS_MS if value != self._sleep_ms)
        sysfs.write("sleep_millisecs", self._sleep_ms)  # once: a second write could bring back what ksmd compares with
        self._wait(self._sleeps)

    def _sleeps(self) -> bool:
        return self._look()[0] == b"S"

    def _look(self) -> tuple[bytes, int]:
        match = _FIELDS.search(os.pread(self._status, 8192, 0))
        if match is None:
            raise NoKsmd("/proc/PID/status has no voluntary_ctxt_switches")
        return match[1], int(match[2])

    def _wait(self, done: Callable[[], bool]) -> None:
        deadline = time.monotonic() + _PATIENCE_S
        pause_s = 0.00002
        while not done():
            if time.monotonic() > deadline:
                raise NoKsmd(f"ksmd did not finish a batch in {_PATIENCE_S:.0f} s")
            time.sleep(pause_s)
            pause_s = min(pause_s * 1.5, 0.002)
