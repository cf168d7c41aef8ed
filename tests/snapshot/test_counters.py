"""Counters with change and history, knobs with what would refuse them, conditions to run until, two kernels."""

from __future__ import annotations

import pytest
from hypothesis import given

from ksmlab.errors import UsageError
from ksmlab.lab import Lab
from ksmlab.scenario.model import Madvise, Pages, Run
from ksmlab.snapshot.counter_history import CounterHistory
from ksmlab.snapshot.counters import counters_view, process_stats, profit_in_words
from ksmlab.snapshot.hunt import outcome
from ksmlab.snapshot.knobs import knobs_view, write_knob
from ksmlab.snapshot.processes import processes
from ksmlab.snapshot.until import FORMS, parse_until
from ksmlab.snapshot.versus import Versus
from tests.snapshot.sessions import labs, scenario, small
from tests.strategies import KERNELS


@given(lab=labs())
def test_formulas_give_the_numbers(lab: Lab) -> None:
    for view in counters_view(lab):
        assert view.value == lab.counters()[view.name]
        if view.formula_numbers:
            assert eval(view.formula_numbers, {"max": max}) == view.value, view
    if not lab.features.fork_inherits_counters:
        for stat in process_stats(lab):
            for field in stat.fields:
                assert not field.formula_numbers or eval(field.formula_numbers) == field.value


def test_change_and_history_follow_time() -> None:
    lab = small()
    history = CounterHistory(lab)
    for _ in range(2):
        lab.step_full_scan()
        history.note(lab)

    def sharing() -> tuple[object, int, tuple[int, ...]]:
        view = next(view for view in counters_view(lab, history) if view.name == "pages_sharing")
        return view.value, view.change, view.history

    assert sharing() == (7, 7, (0, 0, 7))
    lab.back()
    history.note(lab)
    assert sharing() == (0, 0, (0, 0))
    lab.do(Run(value=0))
    history.note(lab)
    assert sharing() == (0, 0, (0, 0, 0))
    merging = {stat.process: stat.fields for stat in process_stats(lab, history)}["vm1"]
    assert next(field for field in merging if field.name == "ksm_rmap_items").history == (0, 8, 8)


def test_profit_in_words() -> None:
    lab = small()
    assert profit_in_words(lab).startswith("saves nothing")
    lab.step_full_scan()
    assert profit_in_words(lab).startswith("costs 0.2 pages: 0 pages shared away, 16 rmap_items")
    lab.step_full_scan()
    assert profit_in_words(lab) == "saves 6.8 pages: 7 pages shared away, 16 rmap_items of 64 bytes take 1,024 bytes"


@pytest.mark.parametrize("kernel", KERNELS)
def test_knobs_tell_what_would_refuse_them(kernel: str) -> None:
    lab = small(kernel=kernel, scans=3)
    views = {view.name: view for view in knobs_view(lab)}
    assert views["run"].refuses == ""
    for name, view in views.items():
        value = {"run": "0", "advisor_mode": "scan-time"}.get(name, "7" if name != "merge_across_nodes" else "0")
        value = "1" if name in ("use_zero_pages", "smart_scan") else value
        written = write_knob(lab, name, value)
        assert written.errno == view.refuses.partition(":")[0], name
        lab.back()
    assert views["max_page_sharing"].refuses.startswith("EBUSY")


def test_until_runs_to_the_first_moment_that_holds() -> None:
    conditions = {"pages_sharing > 2": "pages_sharing", "vm1.ksm_rmap_items == 6": "", "full_scans >= 3": ""}
    for text, counter in conditions.items():
        lab = small(knobs="pages_to_scan: 2")
        assert outcome(parse_until(lab, text).hunt([lab]))
        assert not counter or lab.counters()[counter] > 2
        lab.back()
        assert not parse_until(lab, text).reached(lab)
    lab = small(knobs="pages_to_scan: 1")
    assert outcome(parse_until(lab, "merged vm2.ram[3]").hunt([lab]))
    assert lab.counters()["pages_sharing"] == 7
    assert not outcome(parse_until(lab, "a chain appears").hunt([lab]))
    assert len(lab.commands) < 2000


def test_until_refuses_with_what_would_be_right() -> None:
    lab = small()
    for text, right in (
        ("pages_shring > 2", "pages_sharing"),
        ("a pge merges", "a page merges"),
        ("vm1.ram[99] changes", "0 to 7"),
        ("pages_sharing > many", "no number"),
        ("", "full scan ends"),
    ):
        with pytest.raises(UsageError, match=right):
            parse_until(lab, text)
    for form in FORMS:
        parse_until(lab, form)


def test_two_kernels_in_lockstep() -> None:
    said = scenario(knobs="use_zero_pages: 1", processes=(
        "  - {name: a, regions: [{name: r, pages: 4, mergeable: true, content: {zero: null}}]}"
    ))  # fmt: skip
    versus = Versus(Lab(said, "6.1"), Lab(said, "6.18"))
    assert not versus.difference()
    for lab in (versus.left, versus.right):
        lab.step_full_scan(2)
        lab.do(Madvise(process="a", region="r", pages=Pages(((0, 2),)), advice="unmergeable"))
    difference = versus.difference()
    assert (difference.pages, difference.page_count) == ((0, 1, 2), 3)
    region = processes(versus.left)[0].regions[0]
    assert versus.differing(region).tolist() == [True, True, True, False]
    assert "ksm_zero_pages" in {one.name for one in versus.counters(missing=True)}
    assert "ksm_zero_pages" not in {one.name for one in versus.counters()}


def test_to_the_next_difference_of_two_kernels() -> None:
    said = scenario("  - scan: 5")
    versus = Versus(Lab(said, "6.8"), Lab(said, "6.18"))
    assert outcome(versus.next_difference())
    assert versus.difference()
    same = Versus(Lab(said, "6.18"), Lab(said, "6.18"))
    assert not outcome(same.next_difference(limit=200))
    with pytest.raises(UsageError):
        Versus(Lab(said), small("  - scan: 2"))
