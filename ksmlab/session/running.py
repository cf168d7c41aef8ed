"""A scenario's steps, done to a machine. Scans are the lab's: it owns the wake-ups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ksmlab.errors import KernelErrno, ScenarioError
from ksmlab.kernel.features import Features
from ksmlab.machine import Machine
from ksmlab.memory.address_space import Process, Region
from ksmlab.scenario import model
from ksmlab.session.filling import Filler
from ksmlab.session.size import bytes_needed, ensure_fits

Refusal = dict[str, str]  # {"write": knob, "errno": name} or {"call": call, "errno": name}


class Runner:
    """Does steps to a machine and keeps what the kernel refused."""

    def __init__(self, machine: Machine, filler: Filler) -> None:
        self.machine = machine
        self.filler = filler

    def copy(self) -> Runner:
        """A copy over a copied machine."""
        return Runner(self.machine.copy(), self.filler.copy())

    def do(self, step: model.Step) -> list[Refusal]:
        """One step that is not a scan. ScenarioError for what the real process would not survive."""
        try:
            return self._dispatch(step)
        except KernelErrno as refusal:
            raise ScenarioError(str(refusal), step.place) from None

    def set_knobs(self, values: Iterable[tuple[str, int | str]]) -> list[Refusal]:
        """Writes to /sys/kernel/mm/ksm, one after the other; what is refused changes nothing."""
        refused: list[Refusal] = []
        for name, value in values:
            try:
                self.machine.write_sysfs(name, str(value))
            except KernelErrno as refusal:
                refused.append({"write": name, "errno": refusal.errno})
        return refused

    def start(self, spec: model.ProcessSpec) -> None:
        """A process starts: each region is mapped, filled, and advised if it is mergeable."""
        process = self.machine.start_process(spec.name)
        for region in spec.regions:
            self._map(process, region)

    def _dispatch(self, step: model.Step) -> list[Refusal]:
        match step:
            case model.SetKnobs():
                return self.set_knobs(step.values.items())
            case model.Run():
                return self.set_knobs([("run", step.value)])
            case model.Start():
                assert step.process is not None
                self.start(step.process)
            case model.Map():
                assert step.region is not None
                self._map(self._process(step.process, step), step.region)
            case model.Fork():
                self.machine.fork(self._process(step.process, step), step.child)
            case model.Exit():
                self.machine.exit(self._process(step.process, step))
            case model.Prctl():
                return self._call("prctl", self._process(step.process, step), step.merge_any)
            case model.Write() | model.Read() | model.Madvise() | model.Unmap():
                return self._on_pages(step)
        return []

    def _call(self, name: str, process: Process, merge_any: bool) -> list[Refusal]:
        try:
            self.machine.prctl_memory_merge(process, merge_any)
        except KernelErrno as refusal:
            return [{"call": name, "errno": refusal.errno}]
        return []

    def _on_pages(self, step: model.Write | model.Read | model.Madvise | model.Unmap) -> list[Refusal]:
        process = self._process(step.process, step)
        region = self._region(process, step)
        machine, refused = self.machine, []
        ids = self.filler.ids(step.contents) if isinstance(step, model.Write) else None
        done = 0
        for first, last in step.pages.ranges:
            match step:
                case model.Write():
                    assert ids is not None
                    machine.write(process, region, first, ids[done : done + last - first + 1])
                    done += last - first + 1
                case model.Read():
                    machine.read(process, region, first, last)
                case model.Unmap():
                    machine.munmap(process, region, first, last)
                case model.Madvise():
                    try:
                        machine.madvise(process, region, first, last, step.advice)
                    except KernelErrno as refusal:
                        refused.append({"call": "madvise", "errno": refusal.errno})
        return refused

    def _map(self, process: Process, spec: model.RegionSpec) -> None:
        region = self.machine.mmap(process, spec.name, spec.at, self.filler.ids(spec.contents), spec.node)
        if spec.mergeable:
            self.machine.madvise(process, region, 0, spec.pages - 1, "mergeable")

    def _process(self, name: str, step: model.Step) -> Process:
        process = self.machine.memory.process(name)
        if process is None:
            raise ScenarioError(f"there is no process {name} now", step.place)
        return process

    def _region(self, process: Process, step: model.Write | model.Read | model.Madvise | model.Unmap) -> Region:
        region = process.region(step.region)
        if region is None:
            raise ScenarioError(f"process {process.name} has no region {step.region} now", step.place)
        return region


def begin(scenario: model.Scenario, features: Features) -> tuple[Runner, list[Refusal]]:
    """The machine after the start: knobs written, processes started; with what the kernel refused.

    TooLarge when memory would not do, before anything is allocated.
    """
    ensure_fits(bytes_needed(scenario))
    machine = Machine(features, nodes=1 + _largest_node(scenario))
    clock = machine.ksm.clock
    clock.costs = replace(clock.costs, **scenario.clock.values)
    runner = Runner(machine, Filler(machine.memory.contents, scenario.seed))
    refused = runner.set_knobs(scenario.ksm.items())
    for process in scenario.processes:
        runner.start(process)
    return runner, refused


def flat(steps: Iterable[model.Step]) -> Iterator[model.Step]:
    """The steps with every `repeat` written out."""
    for step in steps:
        if isinstance(step, model.Repeat):
            for _ in range(step.times):
                yield from flat(step.steps)
        else:
            yield step


def _largest_node(scenario: model.Scenario) -> int:
    regions = [region for process in scenario.processes for region in process.regions]
    for step in flat(scenario.steps):
        if isinstance(step, model.Map) and step.region is not None:
            regions.append(step.region)
        elif isinstance(step, model.Start) and step.process is not None:
            regions += step.process.regions
    return max((region.node for region in regions), default=0)
