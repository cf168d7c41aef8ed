"""Two kernels side by side: the same scenario in lockstep, and what differs between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ksmlab.errors import UsageError
from ksmlab.lab import Lab
from ksmlab.session.report import Value
from ksmlab.snapshot.cells import node_serials, page_states
from ksmlab.snapshot.hunt import Hunt, hunt
from ksmlab.snapshot.processes import RegionView, processes
from ksmlab.snapshot.states import PageState


@dataclass(frozen=True, slots=True)
class CounterDifference:
    """A counter, or "process.field", that is not the same; None where that kernel does not have it."""

    name: str
    left: Value
    right: Value


@dataclass(frozen=True, slots=True)
class Difference:
    """Where two labs differ first: counters that both have, and pages (rows of the left lab, at most a few named)."""

    counters: tuple[CounterDifference, ...]
    pages: tuple[int, ...]
    page_count: int

    def __bool__(self) -> bool:
        return bool(self.counters or self.page_count)


class Versus:
    """Two labs on one scenario. Do to both the same commands; then ask what differs."""

    def __init__(self, left: Lab, right: Lab) -> None:
        if left.scenario is not right.scenario and left.scenario != right.scenario:
            raise UsageError("two kernels are compared on one scenario, these are two scenarios")
        self.left, self.right = left, right

    def differing(self, region: RegionView) -> np.ndarray:
        """bool, one for each page of a region of the left lab: the page is something else under the other kernel.

        Merged pages differ if their contents' KSM pages are grouped otherwise: the first page of each group counts.
        All True for a region that the right lab does not have.
        """
        twin = self._twin(region)
        if twin is None:
            return np.ones(region.pages, bool)
        ours, theirs = _states(self.left, region), _states(self.right, twin)
        return np.asarray((ours[0] != theirs[0]) | (ours[1] != theirs[1]))

    def counters(self, missing: bool = False) -> tuple[CounterDifference, ...]:
        """Counters and process fields that differ; with `missing` also those that only one of the kernels has."""
        ours, theirs = _numbers(self.left), _numbers(self.right)
        names = [*ours, *(name for name in theirs if name not in ours)]
        return tuple(
            CounterDifference(name, ours.get(name), theirs.get(name))
            for name in names
            if ours.get(name) != theirs.get(name) and (missing or (name in ours and name in theirs))
        )

    def difference(self, most: int = 16) -> Difference:
        """All that differs now, at most `most` pages of it by row."""
        rows: list[int] = []
        count = 0
        for process in processes(self.left):
            for region in process.regions:
                mask = self.differing(region)
                count += int(np.count_nonzero(mask))
                rows += (region.first_slot + np.flatnonzero(mask)[: most - len(rows)]).tolist()
        return Difference(self.counters(), tuple(rows), count)

    def next_difference(self, limit: int = 10_000) -> Hunt:
        """Wake-up by wake-up (or step by step) until other things differ than at the moment before."""
        before = self.difference()

        def reached() -> bool:
            nonlocal before
            last, before = before, self.difference()
            return bool(before) and before != last

        return hunt((self.left, self.right), reached, limit=limit)

    def explanation(self, name: str | None = None) -> str:
        """The first difference of the scenario (or of one counter) and the features that cause it; "" if there is none.

        Found by experiment, which replays the scenario several times: for small machines, or in the background.
        """
        from ksmlab.replay.explain import explain

        found = explain(self.left.scenario, self.left.kernel, self.right.kernel, {name} if name else None)
        return found.sentence if found else ""

    def _twin(self, region: RegionView) -> RegionView | None:
        of_region = [one for process in processes(self.left) for one in process.regions]
        place = next((at for at, one in enumerate(of_region) if one.first_slot == region.first_slot), None)
        theirs = [one for process in processes(self.right) for one in process.regions]
        if place is None or place >= len(theirs):
            return None
        twin = theirs[place]
        return twin if (twin.process, twin.name, twin.pages) == (region.process, region.name, region.pages) else None


def _states(lab: Lab, region: RegionView) -> tuple[np.ndarray, np.ndarray]:
    """(states, for merged pages the first page of the region with the same stable node, else -1)."""
    states = page_states(lab, region.first_slot, region.last_slot)
    serials = node_serials(lab, region.first_slot, region.last_slot)
    _, first, inverse = np.unique(serials, return_index=True, return_inverse=True)
    return states, np.where(states == PageState.MERGED, first[inverse], -1)


def _numbers(lab: Lab) -> dict[str, Value]:
    numbers: dict[str, Value] = dict(lab.counters())
    for process, fields in lab.processes().items():
        numbers |= {f"{process}.{name}": value for name, value in fields.items()}
    return numbers
