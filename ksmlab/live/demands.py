"""What scenarios ask of a real machine before they can be played on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ksmlab.scenario.model import Fork, Map, RegionSpec, Scan, Scenario, SetKnobs, Start
from ksmlab.session.running import flat


def nodes_needed(scenario: Scenario) -> int:
    """How many NUMA nodes it names, at least 1."""
    return max((region.node for region in _regions(scenario)), default=0) + 1


def pages_needed(scenario: Scenario) -> int:
    """How many pages of real memory it can come to own, at most; every fork may copy all that there is."""
    forks = sum(isinstance(step, Fork) for step in flat(scenario.steps))
    return sum(region.pages for region in _regions(scenario)) * (1 + min(forks, 3))


def most_pages(scenarios: Sequence[Scenario]) -> int:
    """Of the scenarios, which are played one after the other."""
    return max(map(pages_needed, scenarios), default=0)


def why_not(scenario: Scenario, nodes: int) -> str | None:
    """Why no row-by-row comparison is to be had on a machine of `nodes` NUMA nodes; None when it is."""
    if nodes_needed(scenario) > nodes:
        return f"it needs {nodes_needed(scenario)} NUMA nodes, here is {nodes}; --vm has them"
    if any(isinstance(step, Scan) and step.pages is not None for step in flat(scenario.steps)):
        return "it stops ksmd within a wake-up, which a real ksmd cannot be made to"
    settings = [scenario.ksm, *(step.values for step in flat(scenario.steps) if isinstance(step, SetKnobs))]
    if any(values.get("advisor_mode") == "scan-time" for values in settings):
        return "the advisor decides by the time that a real scan takes, which no engine can know"
    return None


def _regions(scenario: Scenario) -> Iterator[RegionSpec]:
    for process in scenario.processes:
        yield from process.regions
    for step in flat(scenario.steps):
        if isinstance(step, Map) and step.region:
            yield step.region
        elif isinstance(step, Start) and step.process:
            yield from step.process.regions
