"""When a machine has come to rest: ksmd goes round and round, and brings nothing that was not there before."""

from __future__ import annotations

from ksmlab.lab import Lab

ENDLESS = ("full_scan", "full scan", "pages_scanned", "pages_skipped", "memcmp_pages", "checksums")
"""Names of what grows with every full scan."""
FULL_SCANS = 32  # without anything new; smart scan leaves a page out at most 8 times, so all were seen three times
_WORK = ("full_scans", "pages_scanned", "pages_skipped")


class Stillness:
    """Watches a lab; the counters come back in turns where smart scan passes pages over now and then."""

    def __init__(self) -> None:
        self._seen: set[tuple[int, ...]] = set()
        self._since = 0

    def lasts(self, lab: Lab) -> bool:
        """Whether the scenario is over and the last full scans ended with no counters that were not met before."""
        ksm = lab.machine.ksm
        if not lab.finished or ksm.cursor.process is not None:
            return False
        now = tuple(value for name, value in lab.counters().items() if name not in _WORK)
        if now not in self._seen or ksm.cursor.seqnr < self._since:
            self._seen.add(now)
            self._since = ksm.cursor.seqnr
        return ksm.cursor.seqnr - self._since >= FULL_SCANS
