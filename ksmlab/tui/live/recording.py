"""Recordings of `ksmlab live --record` as samples again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ksmlab.errors import UsageError
from ksmlab.live.rates import rates
from ksmlab.live.reader import LiveProcess, LiveSnapshot
from ksmlab.live.samples import Sample


def recorded_row(sample: Sample) -> dict[str, Any]:
    """A sample's row of the replay format, with what only this screen needs under `live`."""
    shot = sample.snapshot
    live = {
        "time_s": shot.time_s,
        "clock_s": shot.clock_s,
        "release": shot.release,
        "knobs": dict(shot.knobs),
        "unreadable": shot.unreadable,
        "ksmd_cpu_s": shot.ksmd_cpu_s,
    }
    return {**sample.row(), "live": live}


def read_recording(path: Path) -> list[Sample]:
    """All samples of a recording. UsageError, with the line, when it is none."""
    try:
        lines = path.read_text().splitlines()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not text; make a recording with `ksmlab live --record FILE`") from None
    found: list[Sample] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            shot = _snapshot(json.loads(line))
        except (KeyError, TypeError, ValueError, AttributeError):
            hint = "make one with `ksmlab live --record FILE`"
            raise UsageError(f"{path}:{number}: not a row of a recording of the live machine; {hint}") from None
        before = found[-1].snapshot if found else None
        found.append(Sample(len(found), shot, rates(before, shot) if before else None))
    if not found:
        raise UsageError(f"{path} has no rows; make a recording with `ksmlab live --record FILE`")
    return found


def _snapshot(row: dict[str, Any]) -> LiveSnapshot:
    live = row["live"]
    processes = tuple(_process(name, fields) for name, fields in row["processes"].items())
    counters = {name: int(value) for name, value in row["counters"].items()}
    knobs = {name: str(value) for name, value in live["knobs"].items()}
    moment = float(live["time_s"]), float(live["clock_s"]), str(live["release"])
    return LiveSnapshot(*moment, counters, knobs, processes, int(live["unreadable"]), live["ksmd_cpu_s"])


def _process(name: str, fields: dict[str, int | str]) -> LiveProcess:
    comm, _, pid = name.rpartition("-")
    return LiveProcess(int(pid), comm, dict(fields))
