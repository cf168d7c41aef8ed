"""From a scenario to the program that the agent plays: numbers, addresses and real bytes, nothing left to decide."""

from __future__ import annotations

import base64
from itertools import groupby
from pathlib import Path
from typing import Any

from ksmlab.errors import ScenarioError, UsageError
from ksmlab.kernel.knobs import KNOBS, KnobValue
from ksmlab.memory.address_space import NOT_MAPPED, ZERO_READ
from ksmlab.memory.contents import Contents
from ksmlab.scenario.model import (
    Content,
    Exit,
    Fork,
    Madvise,
    Map,
    Pages,
    Prctl,
    ProcessSpec,
    Read,
    RegionSpec,
    Run,
    Scan,
    Scenario,
    SetKnobs,
    Start,
    Step,
    Unmap,
    Write,
)
from ksmlab.session.filling import Filler
from ksmlab.session.running import flat

Op = dict[str, Any]
_UNWRITTEN = {NOT_MAPPED: "untouched", ZERO_READ: "read"}
PAGES_AT_MOST = 1_000_000  # real memory; the contents travel as text


_NEVER_SET = ("run", "sleep_millisecs")  # the agent's own: with these two it steps ksmd


def make_program(scenario: Scenario, *, frames: bool = True, costs: bool = False) -> Op:
    """The program of a scenario, as ksmlab.live.agent describes it.

    UsageError when it asks for more memory than a real machine should be asked for.
    """
    return _Writer(scenario).program(frames, costs)


def _defaults() -> dict[str, KnobValue]:
    """Every setting's default; the advisor first, since pages_to_scan is not to be written while it is active."""
    names = sorted((name for name in KNOBS if name not in _NEVER_SET), key=lambda name: name != "advisor_mode")
    return {name: KNOBS[name].default for name in names}


class _Writer:
    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._contents = Contents()
        self._filler = Filler(
            self._contents, scenario.seed
        )  # draws as the engine does, so contents are met in its order
        self._numbers: dict[int, int] = {}  # content id -> its number in the program
        self._next_page: dict[str, int] = {}  # process -> where the next region goes by default
        self._pages = 0

    def program(self, frames: bool, costs: bool) -> Op:
        scenario = self._scenario
        start = [self._start(process, 0) for process in scenario.processes]
        steps = [op for step in flat(scenario.steps) if (op := self._op(step))]
        return {
            "name": Path(scenario.path).name.removesuffix(".yaml"),
            "frames": frames,
            "costs": costs,
            "defaults": _defaults(),
            "ksm": dict(scenario.ksm),
            "contents": [self._base64(content) for content in self._numbers],
            "start": start,
            "steps": steps,
        }

    def _op(self, step: Step) -> Op | None:
        at: Op = {"step": step.number}
        match step:
            case Scan(pages=int()):
                hint = "use `scan: N`, which counts wake-ups"
                raise ScenarioError("a real ksmd cannot be stopped within a wake-up", step.place, "wake-ups", hint)
            case Scan(full_scans=None):
                return {**at, "action": "scan", "wakeups": step.wakeups}
            case Scan():
                return {**at, "action": "scan", "full_scans": step.full_scans}
            case SetKnobs():
                return {**at, "action": "set", "values": dict(step.values)}
            case Run():
                return {**at, "action": "run", "value": step.value}
            case Start(process=ProcessSpec() as process):
                return self._start(process, step.number)
            case Map(region=RegionSpec() as region):
                return {**at, "action": "map", "process": step.process, "region": self._region(step.process, region)}
            case Write():
                return {**at, "action": "write", **self._where(step), "runs": self._runs(step.contents)}
            case Read():
                return {**at, "action": "read", **self._where(step)}
            case Madvise():
                return {**at, "action": "madvise", **self._where(step), "advice": step.advice}
            case Unmap():
                return {**at, "action": "unmap", **self._where(step)}
            case Prctl():
                return {**at, "action": "prctl", "process": step.process, "merge_any": step.merge_any}
            case Fork():
                self._next_page[step.child] = self._next_page.get(step.process, 0)
                return {**at, "action": "fork", "process": step.process, "child": step.child}
            case Exit():
                return {**at, "action": "exit", "process": step.process}
        return None  # a note or an expectation: nothing that a kernel does

    def _start(self, process: ProcessSpec, number: int) -> Op:
        self._next_page[process.name] = 0
        regions = [self._region(process.name, region) for region in process.regions]
        return {"step": number, "action": "start", "process": process.name, "regions": regions}

    def _region(self, process: str, region: RegionSpec) -> Op:
        at = self._next_page.get(process, 0) if region.at is None else region.at
        self._next_page[process] = at + region.pages + 1
        self._pages += region.pages
        if self._pages > PAGES_AT_MOST:
            raise UsageError(
                f"{self._scenario.path}: more than {PAGES_AT_MOST:,} pages; a real machine is not asked for that much"
            )
        fields: Op = {"name": region.name, "at": at, "pages": region.pages, "mergeable": region.mergeable}
        return {**fields, "node": region.node, "runs": self._runs(region.contents)}

    def _where(self, step: Read | Write | Madvise | Unmap) -> Op:
        pages: Pages = step.pages
        return {"process": step.process, "region": step.region, "ranges": [list(part) for part in pages.ranges]}

    def _runs(self, contents: tuple[Content, ...]) -> list[list[int | str]]:
        ids = self._filler.ids(contents).tolist()
        return [[sum(1 for _ in group), self._content(content)] for content, group in groupby(ids)]

    def _content(self, content: int) -> int | str:
        if content in _UNWRITTEN:
            return _UNWRITTEN[content]
        return self._numbers.setdefault(content, len(self._numbers))

    def _base64(self, content: int) -> str:
        return base64.b64encode(self._contents.page(content).rstrip(b"\0")).decode()
