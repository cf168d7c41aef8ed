"""Every event in words; a page's history; the decision on one page step by step."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ksmlab.ksm
import ksmlab.lab
import ksmlab.snapshot.history
from ksmlab.ksm.events import Event
from ksmlab.snapshot.decision import decision_of, last_decision, next_decision
from ksmlab.snapshot.history import Historian, history
from ksmlab.snapshot.story import _TELLERS as TELLERS
from ksmlab.snapshot.story import comparisons, sentence, story
from tests.snapshot.sessions import labs, small
from tests.strategies import KERNELS


@pytest.mark.parametrize("kernel", KERNELS)
@settings(max_examples=20)
@given(data=st.data())
def test_every_event_has_words_of_its_own(kernel: str, data: st.DataObject) -> None:
    lab = data.draw(labs(kernel))
    for report in lab.reports:
        for event in report.events:
            assert {(event.function, event.outcome), (event.function, "")} & set(TELLERS), event
            told = sentence(lab, event)
            assert told.text and told.function == event.function
            assert (event.slot < 0) or told.subject == lab.page_name(event.slot)


def test_every_tell_of_the_engine_is_known() -> None:
    """The source is read, for what random scenarios do not meet."""
    source = "".join(path.read_text() for path in Path(ksmlab.ksm.__path__[0]).rglob("*.py"))
    told = set(re.findall(r'\.tell\(\s*"(\w+)"', source))
    assert len(told) >= 8
    assert told <= {function for function, _ in TELLERS}


def test_the_story_of_a_merge() -> None:
    lab = small(scans=1)
    lab.step_page(2)
    words = [str(one) for one in story(lab, lab.last.events)]
    assert words[0].startswith("ksm_start_scan: full scan 2 starts")
    assert words[1].startswith("cmp_and_merge_page vm1.ram[0]: checksum unchanged, nothing equal found: waits")
    assert "equal to vm1.ram[0] in the unstable tree: merged, new stable node A (hex aa)" in words[2]
    assert comparisons(lab.last.events[2]) == (0, 1)
    assert len(story(lab, lab.last.events, slot=0)) == 2  # its own visit, and as the other page
    assert len(story(lab, lab.last.events, slot=5)) == 0


@pytest.mark.parametrize("kernel", KERNELS)
@settings(max_examples=20)
@given(data=st.data())
def test_a_decision_has_the_comparisons_of_its_event(kernel: str, data: st.DataObject) -> None:
    lab = data.draw(labs(kernel))
    events = lab.peek_page()
    decision = decision_of(lab, events)
    looked = [event for event in events if event.function == "cmp_and_merge_page"]
    assert (decision.slot is None) == (not looked)
    if not looked:
        return
    assert [step.comparison for step in decision.steps if step.comparison] == list(looked[0].path)
    assert (decision.slot, decision.outcome) == (looked[0].slot, looked[0].outcome)
    assert len(decision.before) + len(decision.during) == len(events) - 1 - _after(events)
    functions = [step.function for step in decision.steps]
    assert functions[0] == "page_stable_node"
    if "calc_checksum" in functions and "stable_tree_search" in functions:
        first = functions.index("calc_checksum") < functions.index("stable_tree_search")
        assert first == lab.features.checksum_before_stable_search


def _after(events: list[Event]) -> int:
    """What follows the decision: the full scan may end in the same look."""
    places = [place for place, event in enumerate(events) if event.function == "cmp_and_merge_page"]
    return len(events) - 1 - places[-1]


def test_the_steps_of_a_pair_merge() -> None:
    lab = small(scans=1)
    lab.step_page()
    steps = next_decision(lab).steps
    assert [(step.function, step.outcome) for step in steps] == [
        ("page_stable_node", "goes on"),
        ("calc_checksum", "unchanged"),
        ("try_to_merge_with_zero_page", "goes on"),
        ("stable_tree_search", "not found"),
        ("unstable_tree_search_insert", "equal"),
        ("unstable_tree_search_insert", "found"),
        ("try_to_merge_two_pages", "merged"),
        ("stable_tree_insert", "new node"),
        ("stable_tree_append", "counted"),
    ]
    lab.step_page()
    assert last_decision(lab).steps == steps
    assert next_decision(lab).steps[-1].function == "try_to_merge_with_ksm_page"


def test_history_over_all_commands() -> None:
    lab = small()
    lab.step_full_scan(2)
    lab.step_page(3)
    visits = history(lab, 0)
    assert [(visit.at, visit.outcome, visit.about) for visit in visits] == [
        (0, "checksum changed", True),
        (0, "inserted in unstable tree", True),
        (0, "merged with waiting page", False),
        (1, "own KSM page", True),
    ]
    assert visits[2].compared == ("vm1.ram[0] hex aa =",)
    lab.back()
    assert len(history(lab, 0)) == 3


def test_history_of_what_was_not_told_is_told_again(monkeypatch: pytest.MonkeyPatch) -> None:
    told = small(scans=3)
    monkeypatch.setattr(ksmlab.lab, "STORY_PAGES", 0)
    untold = small(scans=3)
    assert not untold.last.told
    assert [visit.outcome for visit in history(untold, 4)] == [visit.outcome for visit in history(told, 4)]
    assert Historian().history(untold, 4).complete
    assert not Historian().history(untold, 4, most=1).complete


def test_a_history_follows_time_and_does_not_retell_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    historian, lab = Historian(), small(scans=2)
    assert len(historian.history(lab, 0).visits) == 3
    lab.back()
    lab.step_page(1)  # the command after the first is another one now
    assert [visit.outcome for visit in historian.history(lab, 0).visits] == [
        "checksum changed",
        "inserted in unstable tree",
    ]
    monkeypatch.setattr(ksmlab.lab, "STORY_PAGES", 0)
    monkeypatch.setattr(ksmlab.snapshot.history, "MOST_RETOLD", 20)
    untold = small(scans=3)  # 16 pages each: only the last is told again
    told = Historian().history(untold, 0)
    assert [visit.at for visit in told.visits] == [2] and not told.complete
