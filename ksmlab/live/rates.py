"""What happened between two looks at the machine, for each second."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ksmlab.live.reader import LiveSnapshot


@dataclass(frozen=True, slots=True)
class LiveRates:
    """Between two snapshots.

    `changes` holds the counters that changed, with by how much. What cannot be known is None: `pages_scanned_per_s`
    before 6.6, `full_scan_s` (seconds that a full scan takes) while nothing is scanned, `ksmd_cpu_percent` without
    ksmd in /proc.
    """

    seconds: float
    changes: Mapping[str, int]
    pages_scanned_per_s: float | None
    full_scan_s: float | None
    ksmd_cpu_percent: float | None


def rates(before: LiveSnapshot, after: LiveSnapshot) -> LiveRates:
    """The rates from one snapshot to a later one."""
    seconds = max(after.time_s - before.time_s, 1e-9)
    changes = {
        name: value - before.counters[name]
        for name, value in after.counters.items()
        if name in before.counters and value != before.counters[name]
    }
    scanned = changes.get("pages_scanned", 0) / seconds if "pages_scanned" in after.counters else None
    cpu_percent = None
    if before.ksmd_cpu_s is not None and after.ksmd_cpu_s is not None:
        cpu_percent = 100 * (after.ksmd_cpu_s - before.ksmd_cpu_s) / seconds
    return LiveRates(seconds, changes, scanned, _full_scan_s(after, changes, scanned, seconds), cpu_percent)


def _full_scan_s(
    after: LiveSnapshot, changes: Mapping[str, int], scanned: float | None, seconds: float
) -> float | None:
    """Counted where full scans ended meanwhile, else from how fast ksmd goes through all that it knows."""
    if changes.get("full_scans", 0) > 0:
        return seconds / changes["full_scans"]
    if scanned:
        return after.rmap_items / scanned
    return None
