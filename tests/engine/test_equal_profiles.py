"""Kernels that differ in no feature that a scenario touches give equal rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

import pytest
from hypothesis import given

from ksmlab.kernel.profiles import PROFILES
from ksmlab.replay.rows import Replay
from ksmlab.scenario import model
from ksmlab.scenario.model import Scenario
from ksmlab.session.running import flat
from tests.strategies import scenarios

Condition = Callable[[Scenario], bool]


def rows(scenario: Scenario, kernel: str) -> list[dict[str, Any]]:
    return list(Replay(scenario, kernel, frames=True, costs=True))


def without(scenario: Scenario, *kinds: type[model.Step]) -> Scenario:
    """The scenario without such steps, those inside repeats too, and without children that no fork makes any more."""
    steps = tuple(step for step in flat(scenario.steps) if not isinstance(step, kinds))
    children = {step.child for step in flat(scenario.steps) if isinstance(step, model.Fork)}
    if model.Fork in kinds:
        steps = tuple(step for step in steps if not children & mentioned(step))
    return replace(scenario, steps=steps)


def mentioned(step: model.Step) -> set[str]:
    """The processes that a step is about."""
    return {name for name in (getattr(step, "process", None), getattr(step, "child", None)) if isinstance(name, str)}


@pytest.mark.parametrize(("one", "other"), [("6.18", "6.19")])
@given(scenario=scenarios())
def test_kernels_that_differ_in_how_only(one: str, other: str, scenario: Scenario) -> None:
    """They go about unmerging in different ways, with the same result."""
    assert rows(scenario, one) == rows(scenario, other)


@given(scenario=scenarios())
def test_6_16_and_6_18_without_fork_and_prctl(scenario: Scenario) -> None:
    plain = without(scenario, model.Fork, model.Prctl)
    assert rows(plain, "6.16") == rows(plain, "6.18")


@given(scenario=scenarios())
def test_6_6_and_6_8_without_smart_scan(scenario: Scenario) -> None:
    knobs = {name: value for name, value in scenario.ksm.items() if name != "smart_scan"}
    plain = without(replace(scenario, ksm=knobs), model.SetKnobs)
    newer = [
        row | {"counters": {name: value for name, value in row["counters"].items() if name != "pages_skipped"}}
        for row in rows(replace(plain, ksm={**knobs, "smart_scan": 0}), "6.8")
    ]
    assert rows(plain, "6.6") == newer


@given(scenario=scenarios())
def test_6_1_and_v3_without_zero_pages(scenario: Scenario) -> None:
    plain = without(replace(scenario, ksm={**scenario.ksm, "use_zero_pages": 0}), model.SetKnobs)
    for before, series in zip(rows(plain, "6.1"), rows(plain, "v3"), strict=True):
        assert series["counters"].pop("zero_pages_sharing") == 0
        for fields in series["processes"].values():
            assert fields.pop("zero_pages_sharing") == 0
        assert before == series


@given(scenario=scenarios())
def test_6_19_and_7_3_without_smart_scan_and_copy_on_write(scenario: Scenario) -> None:
    """7.3 forgets checksum and age when a page leaves the stable tree: not to be seen where none ever does."""
    kinds = model.SetKnobs, model.Write, model.Madvise, model.Unmap, model.Exit, model.Prctl, model.Fork
    plain = without(replace(scenario, ksm={**scenario.ksm, "smart_scan": 0}), *kinds)
    assert rows(plain, "6.19") == rows(plain, "7.3")


@pytest.mark.parametrize("kernel", PROFILES)
@given(scenario=scenarios(max_steps=8))
def test_a_profile_written_out_as_changes_of_another_is_that_profile(kernel: str, scenario: Scenario) -> None:
    """A kernel is its features and nothing else: no version is compared anywhere in the engine."""
    changed = replace(scenario, kernel=model.KernelChoice("6.1", asdict(PROFILES[kernel].features)))
    assert list(Replay(changed, frames=True)) == list(Replay(scenario, kernel, frames=True))
