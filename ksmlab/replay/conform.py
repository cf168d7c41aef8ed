"""Conformance: every recorded scenario of a directory replayed and held against its rows."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ksmlab.errors import ScenarioError, UsageError
from ksmlab.kernel.profiles import PROFILES
from ksmlab.replay.rows import Replay, Row
from ksmlab.scenario import load_scenario

_KEYS = {"step", "batch", "action", "counters", "processes"}


@dataclass(frozen=True, slots=True)
class Difference:
    """The first difference in a row: `field` as a path in it, what the kernel said, what the engine says."""

    step: int
    batch: int
    action: str
    field: str
    recorded: Any
    engine: Any

    def __str__(self) -> str:
        where = f"step {self.step}, wake-up {self.batch} ({self.action})"
        return f"{where}: {self.field} is {self.engine} here, {self.recorded} on the kernel"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One scenario held against its recording. costs: the recording has page comparisons and they were compared."""

    scenario: str
    rows: int
    rows_differing: int
    first: Difference | None
    costs: bool

    @property
    def exact(self) -> bool:
        """Every row is equal."""
        return self.first is None


def recordings(directory: Path, kernel: str) -> list[tuple[Path, Path]]:
    """(scenario file, recording) for every NAME.KERNEL.jsonl[.gz] beside a NAME.yaml. UsageError if there is none."""
    there = recorded_kernels(directory)
    found = []
    for scenario in sorted(directory.glob("*.yaml")):
        for ending in ("jsonl", "jsonl.gz"):
            recording = scenario.with_name(f"{scenario.stem}.{kernel}.{ending}")
            if recording.exists():
                found.append((scenario, recording))
    if not found:
        others = f"; there are recordings of {', '.join(there)}" if there else ""
        raise UsageError(f"{directory} has no recording of kernel {kernel}{others}")
    return found


def recorded_kernels(directory: Path) -> list[str]:
    """The kernels that the directory has recordings of, those with a profile first. UsageError for no directory."""
    if not directory.is_dir():
        raise UsageError(f"{directory} is no directory; it should hold NAME.yaml and NAME.KERNEL.jsonl files")
    names = {path.name.partition(".")[2].partition(".jsonl")[0] for path in directory.glob("*.jsonl*")}
    return [*(name for name in PROFILES if name in names), *sorted(names - PROFILES.keys())]


def conform(directory: Path, kernel: str, costs: bool = False) -> Iterator[Verdict]:
    """Replay every scenario that was recorded on `kernel`; costs: compare page comparisons too, where counted."""
    for scenario, recording in recordings(directory, kernel):
        yield hold(scenario, recording, kernel, costs)


def hold(scenario: Path, recording: Path, kernel: str, costs: bool = False) -> Verdict:
    """One scenario against its recording. ScenarioError for a file that does not load, UsageError for rows that
    are none."""
    rows = list(read_rows(recording))
    counted = costs and bool(rows) and "costs" in rows[0]
    engine = iter(Replay(load_scenario(str(scenario)), kernel, frames=True, costs=counted))
    first: Difference | None = None
    differing = 0
    for row in rows:
        difference = compare(row, *_next(engine), counted)
        if difference is not None:
            differing += 1
            first = first or difference
    extra = next(engine, None)
    if extra is not None and first is None:
        differing += 1
        first = Difference(extra["step"], extra["batch"], extra["action"], "row", "no row", "a row more")
    return Verdict(scenario.stem, len(rows), differing, first, counted)


def _next(engine: Iterator[Row]) -> tuple[Row | None, str]:
    """The engine's next row; None and why when there is none."""
    try:
        return next(engine, None), "no row"
    except ScenarioError as refusal:
        return None, f"stopped ({refusal.message})"


def read_rows(recording: Path) -> Iterator[Row]:
    """The rows of a recording, gzipped or not; UsageError with file and line for what is no row."""
    with gzip.open(recording, "rt") if recording.suffix == ".gz" else recording.open() as lines:
        for number, line in enumerate(lines, 1):
            try:
                row = json.loads(line)
            except ValueError as error:
                raise UsageError(f"{recording}:{number}: no JSON ({error})") from None
            if not isinstance(row, dict) or not row.keys() >= _KEYS:
                raise UsageError(f"{recording}:{number}: no row; expected an object with {', '.join(sorted(_KEYS))}")
            yield row


def compare(recorded: Row, engine: Row | None, why_none: str = "no row", costs: bool = False) -> Difference | None:
    """The first difference of two rows in what the recording has; refused writes must be equal in any case."""
    step, batch, action = recorded["step"], recorded["batch"], recorded["action"]
    if engine is None:
        return Difference(step, batch, action, "row", "a row", why_none)
    for key in [*recorded, *(["errors"] if "errors" not in recorded else [])]:
        if key == "costs":
            if costs and recorded[key]["memcmp_pages"] != engine[key]["memcmp_pages"]:
                counted = recorded[key]["memcmp_pages"], engine[key]["memcmp_pages"]
                return Difference(step, batch, action, "costs.memcmp_pages", *counted)
            continue
        found = _first_difference(key, recorded.get(key), engine.get(key))
        if found is not None:
            return Difference(step, batch, action, *found)
    return None


def _first_difference(path: str, recorded: Any, engine: Any) -> tuple[str, Any, Any] | None:
    if recorded == engine:
        return None
    if isinstance(recorded, dict) and isinstance(engine, dict):
        for name in [*recorded, *(name for name in engine if name not in recorded)]:
            found = _first_difference(f"{path}.{name}", recorded.get(name), engine.get(name))
            if found is not None:
                return found
    return path, recorded, engine
