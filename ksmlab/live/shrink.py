"""Making a scenario smaller while something about it stays true."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeVar

from ksmlab.errors import ScenarioError
from ksmlab.scenario import dump_scenario, parse_scenario
from ksmlab.scenario.model import ProcessSpec, Scan, Scenario, Step
from ksmlab.session.running import flat

TRIES_AT_MOST = 300
T = TypeVar("T")


def smallest(scenario: Scenario, still: Callable[[Scenario], bool]) -> Scenario:
    """A scenario without what can be left out so that `still` holds; at most TRIES_AT_MOST are tried.

    Only those are tried that load: a step that needs another which is gone cannot stay.
    """
    best = replace(scenario, steps=tuple(flat(scenario.steps)))
    tries, smaller = 0, True
    while smaller:
        smaller = False
        for candidate in _smaller(best):
            valid = _renumbered(candidate)
            if valid is None:
                continue
            tries += 1
            if tries > TRIES_AT_MOST:
                return best
            if still(valid):
                best, smaller = valid, True
                break
    return best


def _smaller(scenario: Scenario) -> Iterator[Scenario]:
    """Candidates, those that leave out most first."""
    steps = scenario.steps
    length = len(steps)
    while length >= 1:
        for start in range(len(steps) - length, -1, -length):
            yield replace(scenario, steps=steps[:start] + steps[start + length :])
        length //= 2
    for index in range(len(scenario.processes)):
        yield replace(scenario, processes=_without(scenario.processes, index))
    for index, process in enumerate(scenario.processes):
        for fewer in _smaller_process(process):
            yield replace(scenario, processes=(*scenario.processes[:index], fewer, *scenario.processes[index + 1 :]))
    for index, step in enumerate(steps):
        for less in _fewer_wakeups(step):
            yield replace(scenario, steps=(*steps[:index], less, *steps[index + 1 :]))
    for name in scenario.ksm:
        yield replace(scenario, ksm={knob: value for knob, value in scenario.ksm.items() if knob != name})


def _smaller_process(process: ProcessSpec) -> Iterator[ProcessSpec]:
    """Without a region, or with a region that lacks one of its contents."""
    for place, region in enumerate(process.regions):
        yield replace(process, regions=_without(process.regions, place))
        for number, content in enumerate(region.contents if len(region.contents) > 1 else ()):
            less = replace(region, pages=region.pages - content.pages, contents=_without(region.contents, number))
            yield replace(process, regions=(*process.regions[:place], less, *process.regions[place + 1 :]))


def _fewer_wakeups(step: Step) -> Iterator[Scan]:
    if isinstance(step, Scan) and step.wakeups is not None:
        for wakeups in {step.wakeups // 2, step.wakeups - 1} - {0, step.wakeups}:
            yield replace(step, wakeups=wakeups)


def _without(items: tuple[T, ...], index: int) -> tuple[T, ...]:
    return items[:index] + items[index + 1 :]


def _renumbered(scenario: Scenario) -> Scenario | None:
    """As it loads from a file, with its steps numbered anew; None when it does not load."""
    try:
        return replace(parse_scenario(dump_scenario(scenario), scenario.path), path=scenario.path)
    except ScenarioError:
        return None
