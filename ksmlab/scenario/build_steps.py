"""Steps: from YAML nodes to the model, each checked against the machine as it will be when its turn comes."""

from __future__ import annotations

from typing import Any

from ksmlab.errors import ScenarioError
from ksmlab.scenario.build_expect import expect_step
from ksmlab.scenario.build_processes import process_spec, region_spec
from ksmlab.scenario.contents import written_contents
from ksmlab.scenario.knobs import knob_values
from ksmlab.scenario.limits import MAX_REPEAT_DEPTH
from ksmlab.scenario.model import (
    Exit,
    Fork,
    Madvise,
    Map,
    Note,
    Pages,
    Prctl,
    Read,
    Repeat,
    Run,
    Scan,
    SetKnobs,
    Start,
    Step,
    Unmap,
    Write,
)
from ksmlab.scenario.nodes import Node
from ksmlab.scenario.pages import read_pages
from ksmlab.scenario.problems import Problems
from ksmlab.scenario.static_machine import Silent, StaticMachine, StaticRegion


class StepBuilder:
    """Builds steps in order; `problems` gets the mistakes, `machine` what the steps do to names and mapped pages."""

    def __init__(self, machine: StaticMachine, problems: Problems) -> None:
        self.machine, self.problems = machine, problems
        self.depth = 0  # of `repeat`

    def build(self, nodes: list[Node], number: int = 0) -> tuple[Step, ...]:
        """The steps of a list; those inside a `repeat` get the repeat's `number`."""
        built: list[Step] = []
        for index, node in enumerate(nodes, start=1):
            with self.problems.collect():
                built.append(self._step(node, number or index))
        return tuple(built)

    def _step(self, node: Node, number: int) -> Step:
        kind, value = next(iter(node.pairs.items()))
        about = {"number": number, "place": node.keys[kind]}
        with self.problems.collect():
            self.machine.tally.count_step(node.keys[kind])
        try:
            step: Step = getattr(self, "_" + kind)(value, about)
        except ScenarioError as error:
            self._doubt(kind, value)
            if isinstance(error, Silent):
                return Step(number=number, place=error.place)
            raise
        return step

    def _doubt(self, kind: str, value: Node) -> None:
        """A step that should have brought a name and did not: what uses the name is no further mistake."""
        match kind:
            case "start":
                self.machine.doubt_process(value.pairs["name"].raw)
            case "fork":
                self.machine.doubt_process(value.pairs["child"].raw)
            case "map" if value.pairs["process"].raw in self.machine.processes:
                owner = self.machine.processes[value.pairs["process"].raw]
                owner.doubtful.add(value.pairs["region"].pairs["name"].raw)

    def _where(self, value: Node) -> tuple[StaticRegion, Pages, dict[str, Any]]:
        """The region and pages that a step names, as found and as the step's fields."""
        process, region = value.pairs["process"], value.pairs["region"]
        found = self.machine.region(process, region)
        pages = read_pages(value.pairs.get("pages"), region.raw, found.pages)
        return found, pages, {"process": process.raw, "region": region.raw, "pages": pages}

    def _touched(self, value: Node, verb: str) -> dict[str, Any]:
        region, pages, where = self._where(value)
        named = value.pairs.get("pages")
        self.machine.touch(region, pages, named.place if named else value.place, verb)
        return where

    def _scan(self, value: Node, about: dict[str, Any]) -> Step:
        if value.kind == "mapping":
            (unit, count), *_ = value.data.items()
            return Scan(pages=int(count), **about) if unit == "pages" else Scan(full_scans=int(count), **about)
        self.machine.tally.count_wakeups(int(value.data), value.place)
        return Scan(wakeups=int(value.data), **about)

    def _set(self, value: Node, about: dict[str, Any]) -> Step:
        return SetKnobs(values=knob_values(value), **about)

    def _run(self, value: Node, about: dict[str, Any]) -> Step:
        return Run(value=int(value.data), **about)

    def _write(self, value: Node, about: dict[str, Any]) -> Step:
        where = self._touched(value, "write")
        return Write(contents=written_contents(value.pairs["content"], len(where["pages"])), **where, **about)

    def _read(self, value: Node, about: dict[str, Any]) -> Step:
        return Read(**self._touched(value, "read"), **about)

    def _madvise(self, value: Node, about: dict[str, Any]) -> Step:
        return Madvise(advice=value.data["advice"], **self._where(value)[2], **about)

    def _prctl(self, value: Node, about: dict[str, Any]) -> Step:
        process = value.pairs["process"]
        self.machine.process(process.raw, process.place)
        return Prctl(process=process.raw, merge_any=value.data.get("merge_any", True), **about)

    def _map(self, value: Node, about: dict[str, Any]) -> Step:
        process, region = value.pairs["process"], value.pairs["region"]
        owner = self.machine.process(process.raw, process.place)
        return Map(process=process.raw, region=region_spec(region, owner, self.machine), **about)

    def _unmap(self, value: Node, about: dict[str, Any]) -> Step:
        region, pages, where = self._where(value)
        for first, last in pages.ranges:
            region.mapped.remove(first, last)
        return Unmap(**where, **about)

    def _start(self, value: Node, about: dict[str, Any]) -> Step:
        return Start(process=process_spec(value, self.machine, self.problems), **about)

    def _fork(self, value: Node, about: dict[str, Any]) -> Step:
        process, child = value.pairs["process"], value.pairs["child"]
        self.machine.fork(self.machine.process(process.raw, process.place), child.raw, child.place)
        return Fork(process=process.raw, child=child.raw, **about)

    def _exit(self, value: Node, about: dict[str, Any]) -> Step:
        self.machine.exit(value.raw, value.place)
        return Exit(process=value.raw, **about)

    def _repeat(self, value: Node, about: dict[str, Any]) -> Step:
        """The steps are built once for the model, and once more to see that a second round finds what it needs.

        Two rounds tell all: names and mapped pages are after the second as they were after the first.
        """
        if self.depth == MAX_REPEAT_DEPTH:
            raise ScenarioError(f"`repeat` nested more than {MAX_REPEAT_DEPTH} deep", about["place"], "fewer levels")
        times, nodes = int(value.data["times"]), value.pairs["steps"].items
        self.depth += 1
        with self.machine.tally.repeated(times):
            steps = self.build(nodes, about["number"])
            if times > 1:
                self._second_round(nodes, about["number"])
        self.depth -= 1
        return Repeat(times=times, steps=steps, **about)

    def _second_round(self, nodes: list[Node], number: int) -> None:
        first, self.problems = self.problems, Problems()
        with self.machine.tally.repeated(0):
            self.build(nodes, number)
        for error in self.problems.errors:
            if (error.message, error.place) not in {(known.message, known.place) for known in first.errors}:
                message = f"in the second round of this `repeat` {error.message}"
                first.add(ScenarioError(message, error.place, error.expected, error.hint))
        self.problems = first

    def _expect(self, value: Node, about: dict[str, Any]) -> Step:
        return expect_step(value, self.machine, about)

    def _note(self, value: Node, about: dict[str, Any]) -> Step:
        return Note(text=value.raw, **about)
