"""The feature that causes a difference is found by experiment."""

from __future__ import annotations

from dataclasses import asdict, replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ksmlab.kernel.feature_facts import differences
from ksmlab.kernel.profiles import PROFILES, profile
from ksmlab.replay.explain import Explanation, explain
from ksmlab.replay.lockstep import IN_FACT, differs, lockstep
from ksmlab.replay.rows import Replay
from ksmlab.scenario import load_scenario, parse_scenario
from ksmlab.scenario.model import KernelChoice, Scenario
from tests.golden.unpack import members
from tests.strategies import KERNELS, scenarios

START = """
ksmlab: 1
ksm: {pages_to_scan: 100, use_zero_pages: %d, smart_scan: %d}
processes:
  - name: vm1
    regions:
      - name: ram
        pages: 8
        mergeable: true
        content: [{zero: null, pages: 4}, {hex: "aa", pages: 2}, {unique: 5, pages: 2}]
steps:
"""


def scenario(*steps: str, use_zero_pages: int = 0, smart_scan: int = 0) -> Scenario:
    return parse_scenario(START % (use_zero_pages, smart_scan) + "".join(f"  - {step}\n" for step in steps))


def found(explanation: Explanation | None) -> Explanation:
    assert explanation is not None
    return explanation


def test_counting_is_the_first_difference_of_the_series() -> None:
    why = found(explain(scenario("scan: 3", use_zero_pages=1), "6.1", "v3"))
    assert (why.step, why.batch, why.field, why.a, why.b) == (1, 2, "zero_pages", None, 4)
    assert why.features == ("zero_page_tracking",)
    assert why.what == "At step 1 (scan 3, wake-up 2) zero_pages is not to be seen under 6.1, 4 under v3."
    assert "PATCH v3 0/5" in why.cause


def test_unsharing_can_be_asked_for() -> None:
    steps = "scan: 2", "madvise: {process: vm1, region: ram, advice: unmergeable}", "scan: 1"
    why = found(explain(scenario(*steps, use_zero_pages=1), "6.1", "6.18", [IN_FACT]))
    assert (why.step, why.a, why.b, why.features) == (2, 4, 0, ("zero_page_tracking",))


@pytest.mark.parametrize(
    ("a", "b", "steps", "smart_scan", "feature"),
    [
        ("6.8", "6.12", ["scan: 2"], 0, "pages_scanned"),
        ("6.16", "6.18", ["scan: 2", "fork: {process: vm1, child: kid}"], 0, "fork_inherits_counters"),
        ("6.12", "6.16", ["scan: 2", "fork: {process: vm1, child: kid}"], 0, "fork_inherits_counters"),
        ("6.6", "6.8", ["scan: 9"], 1, "smart_scan"),
        (
            "6.19",
            "7.3",
            ["scan: 2", 'write: {process: vm1, region: ram, pages: "4", content: {hex: "aa"}}', "scan: 1"],
            0,
            "stable_items_keep_age",
        ),
    ],
)
def test_each_feature_is_found(a: str, b: str, steps: list[str], smart_scan: int, feature: str) -> None:
    why = found(explain(scenario(*steps, smart_scan=smart_scan), a, b))
    assert why.features == (feature,)
    assert f"Cause: {feature}." in why.cause


def test_the_new_order_is_found_where_pages_scanned_is_left_out() -> None:
    late = "start: {name: late, regions: [{name: ram, pages: 1, mergeable: true, content: {hex: aa}}]}"
    why = found(explain(scenario("scan: 2", late, "scan: 1"), "6.8", "6.12", ["pages_sharing"]))
    assert (why.step, why.features) == (3, ("checksum_before_stable_search",))


def test_a_back_port_is_named() -> None:
    why = found(explain(scenario("scan: 2", "fork: {process: vm1, child: kid}"), "6.8", "6.12", ["kid.ksm_rmap_items"]))
    assert "6.12.y by back-port" in why.cause


def test_kernels_that_do_not_differ_need_no_explanation() -> None:
    assert explain(scenario("scan: 5", "run: 2"), "6.18", "6.19") is None


def test_two_features_that_do_it_only_together() -> None:
    recorded = parse_scenario(members("scenarios")["all-001.yaml"].decode())
    why = found(explain(recorded, "6.1", "6.18", ["pages_sharing"]))
    assert why.features == ("checksum_before_stable_search", "smart_scan")
    assert why.cause.count("Cause: ") == 2


@settings(max_examples=25)
@given(random=scenarios(max_steps=8), kernels=st.tuples(st.sampled_from(KERNELS), st.sampled_from(KERNELS)))
def test_the_features_named_make_the_row_what_it_is(random: Scenario, kernels: tuple[str, str]) -> None:
    """Whatever was found: with those features, and those alone, changed, the field is as under the other kernel."""
    a, b = kernels
    why = explain(random, a, b)
    assume(why is not None and len(why.features) < len(differences(profile(a).features, profile(b).features)))
    assert why is not None
    before, after = asdict(PROFILES[a].features), asdict(PROFILES[b].features)
    changed = before | {name: after[name] for name in why.features}
    replay = Replay(replace(random, kernel=KernelChoice(a, changed)))
    values = [
        row.get(why.field)
        for step, (rows,) in lockstep([replay])
        for row in rows
        if (step.number if step else 0) == why.step and row["batch"] == why.batch
    ]
    assert why.b in values


def test_what_counts_as_a_difference() -> None:
    assert differs("pages_shared", (1, 2))
    assert not differs("pages_shared", (1, 1))
    assert not differs("pages_scanned", (None, 5))
    assert differs("zero_pages", (None, 4))
    assert not differs("vm.zero_pages", (None, 0))


def test_the_library_scenario_of_the_series() -> None:
    why = found(explain(load_scenario("unmerge-zero-pages"), "v3", "6.18", [IN_FACT]))
    assert "madvise" in why.what
    assert why.a == 12
    assert why.b == 4
