"""Random scenarios for `ksmlab verify --random`: small, valid, and full of what KSM stumbles over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from ksmlab.live.random_memory import RandomMemory, RandomProcess
from ksmlab.scenario.model import (
    Exit,
    Fork,
    KernelChoice,
    KnobValue,
    Madvise,
    Map,
    Prctl,
    Read,
    Repeat,
    Run,
    Scan,
    Scenario,
    SetKnobs,
    Start,
    Step,
    Unmap,
    Write,
)

MOST_NODES = 2
MOST_PAGES = 4096  # of one scenario, with room to spare
_FOREVER = 100_000_000  # stable_node_chains_prune_millisecs: 0 or never, since real time cannot be told in advance
_SCANS = (1, 1, 1, 2, 3, 5, 8, 12)


def random_scenario(seed: int, number: int, nodes: int = 1) -> Scenario:
    """Scenario `number` of the stream `seed`, for a machine of `nodes` NUMA nodes; the same for the same three."""
    return _Author(Random(f"ksmlab {seed} {number}"), min(nodes, MOST_NODES)).scenario(f"random-{seed}-{number}")


class _Author:
    def __init__(self, random: Random, nodes: int) -> None:
        self._random, self._nodes = random, nodes
        self._memory = RandomMemory(random, nodes)
        # What may happen to a process that is there, with how often.
        self._events: dict[Callable[[RandomProcess], Step | None], int] = {
            self._write: 8,
            self._madvise: 7,
            self._fork: 2,
            self._map: 2,
            self._unmap: 2,
            self._read: 2,
            self._prctl: 2,
            self._exit: 1,
        }

    def scenario(self, name: str) -> Scenario:
        random = self._random
        ksm = self._knobs()
        processes = tuple(self._memory.new_process() for _ in range(random.randint(1, 3)))
        steps: list[Step] = [Scan(wakeups=random.choice(_SCANS))]
        for _ in range(random.randint(3, 14)):
            step = self._step()
            if step is not None:
                steps += [step, Scan(wakeups=random.choice(_SCANS))]
        last = len(steps) + 1
        steps += [Repeat(times=2, steps=(Scan(full_scans=1, number=last),)), Scan(wakeups=random.choice((5, 20)))]
        numbered = tuple(replace(step, number=number) for number, step in enumerate(steps, 1))
        return Scenario(name, "", KernelChoice(), random.randrange(1000), ksm, processes, numbered, f"{name}.yaml")

    def _knobs(self) -> dict[str, KnobValue]:
        random = self._random
        knobs: dict[str, KnobValue] = {
            "pages_to_scan": random.choice((1, 3, 5, 8, 13, 40, 100)),
            "use_zero_pages": random.randint(0, 1),
            "smart_scan": random.choice((0, 0, 1)),
        }
        if random.random() < 0.6:
            knobs["max_page_sharing"] = random.choice((2, 2, 3, 4, 6))
        knobs["stable_node_chains_prune_millisecs"] = random.choice((0, _FOREVER))
        if self._nodes > 1:
            knobs["merge_across_nodes"] = random.choice((0, 0, 1))
        return knobs

    def _step(self) -> Step | None:
        """One event; None when what was drawn cannot happen."""
        random = self._random
        draw = random.random()
        if draw < 0.05:
            return Run(value=random.choice((0, 1, 2, 2)))
        if draw < 0.15:
            return self._set()
        if draw < 0.2 or not self._memory.processes:
            return Start(process=self._memory.new_process())
        process = random.choice(list(self._memory.processes.values()))
        event = random.choices(list(self._events), list(self._events.values()))[0]
        return event(process)

    def _set(self) -> Step:
        random = self._random
        values: tuple[tuple[str, KnobValue], ...] = (
            ("use_zero_pages", random.randint(0, 1)),
            ("smart_scan", random.randint(0, 1)),
            ("pages_to_scan", random.choice((1, 2, 7, 30))),
            ("max_page_sharing", random.choice((1, 2, 5, 256))),  # EINVAL, or EBUSY while something is merged
            ("merge_across_nodes", random.choice((0, 1, 2))),
        )
        return SetKnobs(values=dict([random.choice(values)]))

    def _write(self, process: RandomProcess) -> Step | None:
        place = self._memory.mapped_pages(process)
        if place is None:
            return None
        region, pages = place
        contents = (self._memory.written(len(pages)),)
        return Write(process=process.name, region=region, pages=pages, contents=contents)

    def _read(self, process: RandomProcess) -> Step | None:
        place = self._memory.mapped_pages(process)
        return Read(process=process.name, region=place[0], pages=place[1]) if place else None

    def _madvise(self, process: RandomProcess) -> Step | None:
        place = self._memory.mapped_pages(process)
        if place is None:
            return None
        advice = self._random.choice(("mergeable", "unmergeable", "unmergeable", "dontneed"))
        return Madvise(process=process.name, region=place[0], pages=place[1], advice=advice)  # type: ignore[arg-type]

    def _unmap(self, process: RandomProcess) -> Step | None:
        place = self._memory.mapped_pages(process)
        if place is None:
            return None
        self._memory.unmap(process, *place)
        return Unmap(process=process.name, region=place[0], pages=place[1])

    def _map(self, process: RandomProcess) -> Step:
        return Map(process=process.name, region=self._memory.new_region(process))

    def _prctl(self, process: RandomProcess) -> Step:
        return Prctl(process=process.name, merge_any=self._random.random() < 0.7)

    def _fork(self, process: RandomProcess) -> Step:
        return Fork(process=process.name, child=self._memory.fork(process))

    def _exit(self, process: RandomProcess) -> Step:
        self._memory.exit(process)
        return Exit(process=process.name)
