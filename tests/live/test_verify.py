from __future__ import annotations

from dataclasses import replace

import pytest

from ksmlab.live.demands import why_not
from ksmlab.live.verify import marked, verify, verify_twice
from ksmlab.scenario import load_scenario, parse_scenario
from ksmlab.scenario.model import KernelChoice, Scenario
from tests.live.sessions import EngineAsKernel

BASE = """
ksmlab: 1
title: two processes
ksm: {pages_to_scan: 4, smart_scan: 0}
processes:
  - {name: vm1, regions: [{name: ram, pages: 4, mergeable: true, content: {hex: "aa"}}]}
steps:
  - scan: 6
  - fork: {process: vm1, child: vm2}
  - scan: 2
"""


@pytest.fixture
def scenario() -> Scenario:
    return parse_scenario(BASE, "base.yaml")


def test_a_kernel_that_is_as_the_engine_says_agrees_in_every_row(scenario: Scenario) -> None:
    pairs = list(verify(scenario, EngineAsKernel("6.18", scenario), "6.18"))
    assert len(pairs) == 1 + 6 + 1 + 2
    assert all(pair.agrees for pair in pairs)


def test_a_wrong_engine_is_caught_with_a_readable_first_difference(scenario: Scenario) -> None:
    """The kernel of 6.18 against an engine in which the child inherits its parent's counters, as up to 6.17."""
    wrong = replace(scenario, kernel=KernelChoice("6.18", {"fork_inherits_counters": True}))
    pairs = list(verify(wrong, EngineAsKernel("6.18", scenario), "6.18"))
    first = next(pair for pair in pairs if not pair.agrees)
    assert first.place() == "step 2, wake-up 6 (fork vm1 as vm2)"
    told = [str(difference) for difference in first.differences]
    assert "processes.vm2.ksm_rmap_items: kernel 0, engine 4" in told
    assert "processes.vm2.ksm_merging_pages: kernel 0, engine 4" in told


def test_costs_are_compared_where_they_are_counted(scenario: Scenario) -> None:
    pairs = list(verify(scenario, EngineAsKernel("6.12", scenario, kprobes=True), "6.12", costs=True))
    assert all(pair.agrees for pair in pairs)
    assert pairs[-1].row["costs"]["memcmp_pages"] > 0


def test_rows_that_are_missing_at_the_end_are_differences(scenario: Scenario) -> None:
    shorter = replace(scenario, steps=scenario.steps[:1])
    pairs = list(verify(scenario, EngineAsKernel("6.18", shorter), "6.18"))
    assert [str(pair.differences[0]) for pair in pairs if not pair.agrees] == ["row: kernel nothing, engine there"] * 3


def test_a_marked_row_says_both_numbers_where_they_differ(scenario: Scenario) -> None:
    wrong = replace(scenario, kernel=KernelChoice("6.18", {"fork_inherits_counters": True}))
    pair = next(pair for pair in verify(wrong, EngineAsKernel("6.18", scenario), "6.18") if not pair.agrees)
    row = marked(pair)
    assert row["processes"]["vm2"]["ksm_rmap_items"] == "0≠4"
    assert row["processes"]["vm1"] == pair.row["processes"]["vm1"]
    assert pair.row["processes"]["vm2"]["ksm_rmap_items"] == 0, "the pair's own row stays as it is"


@pytest.mark.parametrize(
    ("name", "nodes", "reason"),
    [
        ("zero-pages", 1, None),
        ("numa", 1, "it needs 2 NUMA nodes, here is 1"),
        ("numa", 2, None),
        ("advisor", 2, "the advisor decides by the time"),
    ],
)
def test_what_no_real_machine_can_be_held_to_is_known_before(name: str, nodes: int, reason: str | None) -> None:
    told = why_not(load_scenario(name), nodes)
    assert (told or "").startswith(reason or "") and (told is None) == (reason is None)


def test_a_scan_that_stops_within_a_wakeup_cannot_be_compared() -> None:
    inside = parse_scenario(BASE.replace("scan: 6", "scan: {pages: 2}"), "pages.yaml")
    assert "within a wake-up" in (why_not(inside, 1) or "")


def test_a_disturbed_kernel_is_asked_again(scenario: Scenario) -> None:
    session = EngineAsKernel("6.18", scenario)
    session.disturbances = [(3, "pages_sharing", -1), (5, "pages_shared", 7)]
    found, disturbed = verify_twice(scenario, session, "6.18")
    assert all(pair.agrees for pair in found)
    assert [pair.row["batch"] for pair in disturbed] == [3, 5]


def test_what_the_kernel_says_twice_is_believed(scenario: Scenario) -> None:
    session = EngineAsKernel("6.18", scenario)
    session.disturbances = [(3, "pages_sharing", -1)] * 2
    found, disturbed = verify_twice(scenario, session, "6.18")
    assert [pair.row["batch"] for pair in found if not pair.agrees] == [3]
    assert disturbed == []


def test_a_kernel_that_never_says_the_same_is_given_up(scenario: Scenario) -> None:
    session = EngineAsKernel("6.18", scenario)
    session.disturbances = [(3, "pages_sharing", -number) for number in range(1, 20)]
    found, disturbed = verify_twice(scenario, session, "6.18")
    assert not all(pair.agrees for pair in found) and len(disturbed) == 4
