"""How long stories are kept: never more than so many events, and the last command's always."""

from __future__ import annotations

import pytest

import ksmlab.lab
import ksmlab.snapshot.history
from ksmlab.lab import Lab
from ksmlab.scenario import load_scenario
from ksmlab.snapshot.history import Historian, history

KEPT = 40


@pytest.fixture
def few_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ksmlab.lab, "KEPT_EVENTS", KEPT)


def played(moves: int) -> Lab:
    lab = Lab(load_scenario("zero-pages"))
    for _ in range(moves):
        lab.step_page()
        lab.next_step()
    return lab


def events_of(lab: Lab) -> int:
    return sum(len(report.events) for report in lab.reports)


def test_old_stories_are_forgotten_and_the_last_one_is_not(few_are_kept: None) -> None:
    lab = played(6)
    assert sum(len(lab.retell(at)) for at in range(lab.at)) > KEPT, "too little happens for this test"
    assert events_of(lab) <= max(KEPT, len(lab.last.events))
    assert any(report.forgotten for report in lab.reports)
    assert lab.last.told and not lab.last.forgotten


def test_on_the_way_back_every_moment_has_its_story(few_are_kept: None) -> None:
    lab, stories = played(6), {}
    for at in range(lab.at):
        stories[at + 1] = lab.retell(at)
    while lab.at > 0:
        assert lab.last.events == stories[lab.at]
        assert events_of(lab) <= max(KEPT, len(lab.last.events))
        lab.back()
    lab.forward(5)
    assert lab.last.events == stories[5]


def test_a_page_has_its_whole_history_all_the_same(few_are_kept: None, monkeypatch: pytest.MonkeyPatch) -> None:
    short = [history(played(6), slot) for slot in range(8)]
    monkeypatch.setattr(ksmlab.lab, "KEPT_EVENTS", 1 << 30)
    assert short == [history(played(6), slot) for slot in range(8)]
    assert any(short)


def test_a_historian_with_little_room_tells_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    lab = played(6)
    told = [Historian().history(lab, slot) for slot in range(8)]
    monkeypatch.setattr(ksmlab.snapshot.history, "MOST_MET", 3)
    forgetful = Historian()
    for _ in range(2):
        assert told == [forgetful.history(lab, slot) for slot in range(8)]
        assert len(forgetful._met) == 1 or forgetful._events <= 3
    lab.back()
    lab.step_page()
    assert forgetful.history(lab, 0) == Historian().history(lab, 0)
