"""What a measurement gives, of the engine and of the real ksmd alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Watch = Callable[[float], None]  # told the share that is done, 0 to 1

WARM_CHURNS = 10  # wake-ups while it settles that are not timed: what comes only once would weigh too much
MOST_CHURNS = 200  # those that are timed; three full scans would take days where pages_to_scan is small
SETTLING_SCANS = 4  # after these nothing merges any more
SETTLING_PAGES = 100_000  # pages_to_scan while a machine settles


@dataclass(frozen=True, slots=True)
class Timing:
    """How many pages were looked at, in what time by the clock, and in how much of the scanner's own time on a CPU.

    Rates are by the latter: on a machine with other work it says the same as on an idle one.
    """

    pages_scanned: int
    full_scans: int
    wakeups: int
    seconds: float
    cpu_s: float

    @property
    def pages_per_s(self) -> float:
        """Pages looked at in a second of CPU time."""
        return self.pages_scanned / self.cpu_s if self.cpu_s else 0.0
