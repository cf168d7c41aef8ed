"""Names and mapped pages as the steps will find them: what can be known of a run without running it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from ksmlab.errors import Place, ScenarioError
from ksmlab.scenario.limits import MAX_PAGE_NUMBER
from ksmlab.scenario.model import Pages, RegionSpec
from ksmlab.scenario.nodes import Node
from ksmlab.scenario.page_set import PageSet
from ksmlab.scenario.problems import did_you_mean, listed
from ksmlab.scenario.tally import Tally


@dataclass(slots=True)
class StaticRegion:
    """A region: where it lies and which of its pages are mapped."""

    name: str
    at: int
    pages: int
    mapped: PageSet

    @property
    def last(self) -> int:
        """The last page's number in the address space."""
        return self.at + self.pages - 1

    def copy(self) -> StaticRegion:
        """As fork gives it to the child."""
        return StaticRegion(self.name, self.at, self.pages, self.mapped.copy())


@dataclass(slots=True)
class StaticProcess:
    """A process that runs; `doubtful` names regions whose mapping was a mistake, so that it is told only once."""

    name: str
    place: Place | None
    regions: dict[str, StaticRegion] = field(default_factory=dict)
    doubtful: set[str] = field(default_factory=set)
    next_at: int = 0


class Silent(ScenarioError):
    """A mistake that follows from one told already; nobody is told of it."""


@dataclass(slots=True)
class StaticMachine:
    """All processes that run, those that have exited, and the tally of what is asked for."""

    processes: dict[str, StaticProcess] = field(default_factory=dict)
    exited: dict[str, Place] = field(default_factory=dict)
    doubtful: set[str] = field(default_factory=set)
    tally: Tally = field(default_factory=Tally)

    def process(self, name: str, place: Place) -> StaticProcess:
        """The running process of this name; raises ScenarioError when there is none."""
        if name in self.processes:
            return self.processes[name]
        if name in self.doubtful:
            raise Silent(f"`{name}` has a mistake", place)
        if name in self.exited:
            message = f"the process `{name}` has exited in line {self.exited[name].line}"
            raise ScenarioError(message, place, "a process that runs" + _running(self.processes))
        raise ScenarioError(
            f"there is no process `{name}`",
            place,
            "a process that runs" + _running(self.processes),
            did_you_mean(name, self.processes),
        )

    def region(self, process: Node, region: Node) -> StaticRegion:
        """The region that a step names; raises ScenarioError when there is none of that name."""
        owner = self.process(process.raw, process.place)
        if region.raw in owner.regions:
            return owner.regions[region.raw]
        if region.raw in owner.doubtful:
            raise Silent(f"`{region.raw}` has a mistake", region.place)
        raise ScenarioError(
            f"the process `{owner.name}` has no region `{region.raw}`",
            region.place,
            "a region" + _running(owner.regions),
            did_you_mean(region.raw, owner.regions),
        )

    def start(self, name: str, place: Place) -> StaticProcess:
        """A new process; raises ScenarioError when the name is taken."""
        if name in self.processes:
            first = self.processes[name].place
            raise ScenarioError(
                f"the name `{name}` is taken by a process that runs",
                place,
                "another name",
                f"it was started in line {first.line}" if first else "",
            )
        self.doubtful.discard(name)
        self.processes[name] = StaticProcess(name, place)
        return self.processes[name]

    def fork(self, parent: StaticProcess, child: str, place: Place) -> None:
        """The child, with copies of the parent's regions; raises ScenarioError when its name is taken."""
        new = self.start(child, place)
        new.regions = {name: region.copy() for name, region in parent.regions.items()}
        new.doubtful, new.next_at = set(parent.doubtful), parent.next_at
        self.tally.count_pages(sum(len(region.mapped) for region in new.regions.values()), place)

    def doubt_process(self, name: str) -> None:
        """A process should have this name now, but bringing it was a mistake."""
        if name not in self.processes:
            self.doubtful.add(name)

    def exit(self, name: str, place: Place) -> None:
        """The process ends; raises ScenarioError when it does not run."""
        self.process(name, place)
        del self.processes[name]
        self.exited[name] = place

    def map(self, owner: StaticProcess, spec: RegionSpec, place: Place) -> None:
        """A region is mapped; raises ScenarioError when its name is taken or its place is."""
        if spec.name in owner.regions:
            raise ScenarioError(f"the process `{owner.name}` has a region `{spec.name}` already", place, "another name")
        owner.doubtful.add(spec.name)
        region = StaticRegion(spec.name, owner.next_at if spec.at is None else spec.at, spec.pages, PageSet(spec.pages))
        if region.last > MAX_PAGE_NUMBER:
            raise ScenarioError(
                f"the region `{region.name}` ends at page {region.last:,} of the address space",
                place,
                f"at most {MAX_PAGE_NUMBER:,}",
            )
        for other in owner.regions.values():
            if other.mapped.meets(region.at - other.at, region.last - other.at):
                raise ScenarioError(
                    f"the region `{region.name}` would lie at pages {region.at} to {region.last} and "
                    f"overlap `{other.name}` at {other.at} to {other.last}",
                    place,
                    "an `at:` that is free",
                )
        self.tally.count_pages(region.pages, place)
        owner.doubtful.discard(region.name)
        owner.regions[region.name] = region
        owner.next_at = region.last + 2  # one page is left free, so that neighbours do not become one VMA

    def touch(self, region: StaticRegion, pages: Pages, place: Place, verb: str) -> None:
        """The process touches these pages; raises ScenarioError when one of them is not mapped."""
        for first, last in pages.ranges:
            if (hole := region.mapped.first_hole(first, last)) is not None:
                raise ScenarioError(
                    f"page {hole} of `{region.name}` is unmapped here: the process would not survive the {verb}",
                    place,
                    f"mapped pages ({region.mapped or 'none are'})",
                )


def _running(names: Collection[str]) -> str:
    return f" ({listed(names)})" if names else ", but there is none"
