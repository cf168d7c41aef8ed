"""Replay rows: the state after the start, after every wake-up and after every other step, as the format has them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from ksmlab.kernel.counters import process_fields, sysfs_counters
from ksmlab.kernel.features import Features
from ksmlab.kernel.profiles import profile, with_changes
from ksmlab.ksm.recorder import COST_COLUMNS, MACHINE_COLUMNS, PROCESS_COLUMNS, Recorder
from ksmlab.ksm.sysfs import RMAP_ITEM_BYTES, read_counters, read_process
from ksmlab.machine import Machine
from ksmlab.memory.address_space import NOT_MAPPED
from ksmlab.memory.contents import PAGE_SIZE
from ksmlab.memory.memory import Memory
from ksmlab.scenario import model
from ksmlab.session.player import Player
from ksmlab.session.report import Report

Row = dict[str, Any]

ACTIONS: dict[type[model.Step], str] = {
    model.Scan: "scan",
    model.SetKnobs: "set",
    model.Run: "run",
    model.Write: "write",
    model.Read: "read",
    model.Madvise: "madvise",
    model.Prctl: "prctl",
    model.Map: "map",
    model.Unmap: "unmap",
    model.Start: "start",
    model.Fork: "fork",
    model.Exit: "exit",
}


class Replay:
    """A scenario played from start to end. Iterating gives its rows; `report` holds what was told on the way.

    check: validate every invariant after each step (AssertionError).
    """

    def __init__(
        self,
        scenario: model.Scenario,
        kernel: str | None = None,
        *,
        frames: bool = False,
        costs: bool = False,
        check: bool = False,
    ) -> None:
        self.profile = profile(kernel or scenario.kernel.base)
        self.features: Features = with_changes(self.profile, scenario.kernel.changes)
        self.report = Report()
        self._frames, self._costs, self._check = frames, costs, check
        self._player = Player(scenario, self.profile.name, self.features, costs)

    def __iter__(self) -> Iterator[Row]:
        for _, rows in self.by_step():
            yield from rows

    def by_step(self) -> Iterator[tuple[model.Step | None, Iterator[Row]]]:
        """Each step that gives rows (None: the start) with them; a step is played before it is given."""
        player = self._player
        player.say(self.report)
        yield None, iter([self._row(0, "start", player.refused_at_start)])
        while not player.finished:
            step = player.steps[player.place.at]
            yield step, self._scan(step) if isinstance(step, model.Scan) else iter([self._do(step)])

    @property
    def machine(self) -> Machine:
        """The machine as it is now: to be read, never to be written."""
        return self._player.machine

    @property
    def steps(self) -> tuple[model.Step, ...]:
        """All steps of the scenario, every repeat written out."""
        return self._player.steps

    @property
    def steps_done(self) -> int:
        """How many of `steps` are done."""
        return self._player.place.at

    def _do(self, step: model.Step) -> Row:
        refused = len(self.report.refused)
        self._player.step(self.report)
        self._validate()
        return self._with_frames(self._row(step.number, ACTIONS[type(step)], self.report.refused[refused:]))

    def _scan(self, step: model.Scan) -> Iterator[Row]:
        recorder = self._player.recorder()
        self._player.step(self.report, recorder)
        self._validate()
        table = recorder.table()
        last = len(table) - 1
        rows = scan_rows(recorder, table, self.features, step.number, self._costs)
        return (self._with_frames(row) if index == last else row for index, row in enumerate(rows))

    def _row(self, number: int, action: str, refused: list[dict[str, str]]) -> Row:
        ksm = self._player.machine.ksm
        living = [process for process in ksm.memory.processes if not process.exited]
        row: Row = {
            "step": number,
            "batch": ksm.batch,
            "action": action,
            "counters": read_counters(ksm),
            "processes": {process.name: read_process(ksm, process) for process in living},
        }
        if self._costs:
            row["costs"] = ksm.costs.as_row()
        if refused:
            row["errors"] = refused
        return row

    def _with_frames(self, row: Row) -> Row:
        if self._frames:
            row["frames"] = frame_numbers(self._player.machine.memory)
        return row

    def _validate(self) -> None:
        if self._check:
            from ksmlab.ksm.validate import validate

            validate(self._player.machine.ksm)


def replay(
    scenario: model.Scenario, kernel: str | None = None, *, frames: bool = False, costs: bool = False
) -> Iterator[Row]:
    """The rows of a scenario under a kernel."""
    return iter(Replay(scenario, kernel, frames=frames, costs=costs))


def scan_rows(recorder: Recorder, table: np.ndarray, features: Features, number: int, costs: bool) -> Iterator[Row]:
    """Rows of the wake-ups in a recorder's table (int64, one row a wake-up)."""
    names = [process.name for process in recorder.processes]
    mergeable = ["yes" if any(vma.mergeable for vma in p.vmas) else "no" for p in recorder.processes]
    width = len(PROCESS_COLUMNS)
    for values in table.tolist():
        machine = dict(zip(MACHINE_COLUMNS, values, strict=False))
        row: Row = {"step": number, "batch": machine["batch"], "action": "scan"}
        row["counters"] = {name: _counter(name, machine, features) for name in sysfs_counters(features)}
        processes: dict[str, dict[str, int | str]] = {}
        for index, name in enumerate(names):
            at = len(MACHINE_COLUMNS) + index * width
            fields = dict(zip(PROCESS_COLUMNS, values[at : at + width], strict=True))
            own = {
                field: _process_field(field, fields, features, mergeable[index]) for field in process_fields(features)
            }
            processes[name] = own
        row["processes"] = processes
        if costs:
            row["costs"] = dict(zip(COST_COLUMNS, values[-len(COST_COLUMNS) :], strict=True))
        yield row


def _counter(name: str, machine: dict[str, int], features: Features) -> int:
    match name:
        case "pages_volatile":
            in_trees = machine["pages_shared"] + machine["pages_sharing"] + machine["pages_unshared"]
            return max(0, machine["rmap_items"] - in_trees)
        case "general_profit":
            zero_pages = machine["ksm_zero_pages"] if features.profit == "merged_and_zero" else 0
            return (machine["pages_sharing"] + zero_pages) * PAGE_SIZE - machine["rmap_items"] * RMAP_ITEM_BYTES
        case _:
            return machine[name]


def _process_field(name: str, fields: dict[str, int], features: Features, mergeable: str) -> int | str:
    match name:
        case "ksm_rmap_items":
            return fields["rmap_items"]
        case "ksm_merging_pages":
            return fields["merging_pages"]
        case "ksm_zero_pages" | "zero_pages_sharing":
            return fields["zero_pages"]
        case "ksm_process_profit":
            zero_pages = fields["zero_pages"] if features.profit == "merged_and_zero" else 0
            return (fields["merging_pages"] + zero_pages) * PAGE_SIZE - fields["rmap_items"] * RMAP_ITEM_BYTES
        case "ksm_merge_any":
            return "yes" if fields["merge_any"] else "no"
        case _:
            return mergeable


def frame_numbers(memory: Memory) -> dict[str, list[int]]:
    """The frame behind each page, in the order in which a walk first meets them; -2: zero page, -1: not mapped."""
    known: dict[int, int] = {}
    numbers: dict[str, list[int]] = {}
    for process in memory.processes:
        if process.exited:
            continue
        for region in process.regions:
            entries = memory.pages.frame[region.first_slot : region.first_slot + region.pages].tolist()
            numbers[f"{process.name}.{region.name}"] = [
                known.setdefault(frame, len(known)) if frame >= 0 else max(frame, -2) if frame != NOT_MAPPED else -1
                for frame in entries
            ]
    return numbers
