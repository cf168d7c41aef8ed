"""Every scenario of the library tells the truth under every kernel."""

from __future__ import annotations

import pytest

from ksmlab import load_scenario
from ksmlab.kernel.profiles import PROFILES
from ksmlab.replay.rows import Replay
from ksmlab.scenario import library
from ksmlab.scenario.loading import parse_scenario
from ksmlab.scenario.model import Expect, Note
from ksmlab.session.running import flat


@pytest.mark.parametrize("kernel", PROFILES)
@pytest.mark.parametrize("name", library.names())
def test_it_replays_with_its_expectations_met(name: str, kernel: str) -> None:
    replay = Replay(load_scenario(name), kernel)
    for _ in replay:
        pass
    missed = [
        f"line {expectation.place.line if expectation.place else '?'}: {expectation.name} "
        f"is {expectation.actual}, expected {expectation.expected}"
        for expectation in replay.report.expectations
        if not expectation.met
    ]
    assert not missed
    assert replay.report.expectations, "nothing is checked under this kernel"


@pytest.mark.parametrize("name", library.names())
def test_its_last_step_is_followed_by_an_expectation(name: str) -> None:
    steps = list(flat(load_scenario(name).steps))
    last = max(index for index, step in enumerate(steps) if not isinstance(step, Expect | Note))
    behind = steps[last:]
    assert any(isinstance(step, Expect) for step in behind)


def test_an_expectation_that_is_wrong_by_one_is_missed() -> None:
    text = library.find("first-merge").read_text(encoding="utf-8")
    assert "pages_unshared: 12}" in text
    replay = Replay(parse_scenario(text.replace("pages_unshared: 12}", "pages_unshared: 11}")), "6.18")
    list(replay)
    missed = [expectation for expectation in replay.report.expectations if not expectation.met]
    assert [(one.name, one.expected, one.actual) for one in missed] == [("pages_unshared", "11", 12)]
