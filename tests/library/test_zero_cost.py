"""What the README says of the series' third claim, and that its table and plot are what the scenarios give."""

from __future__ import annotations

import pytest

from ksmlab import load_scenario
from ksmlab.replay.rows import Replay, Row
from tests.library import zero_cost
from tests.library.zero_cost import SHARES, cost
from tests.readme import ROOT, section

MIXED = (25, 50, 75)


def test_the_plot_is_up_to_date() -> None:
    """If not: python3 -m tests.library.zero_cost --svg screenshots/zero-cost.svg."""
    assert (ROOT / "screenshots" / "zero-cost.svg").read_text(encoding="utf-8") == zero_cost.plot()


def test_the_readmes_table_is_up_to_date() -> None:
    """If not: python3 -m tests.library.zero_cost."""
    assert zero_cost.table() in section("The series' third claim, in numbers")


@pytest.mark.parametrize("share", SHARES)
def test_without_the_knob_all_kernels_cost_the_same(share: int) -> None:
    assert len({cost(share, "off", kernel) for kernel in ("6.1", "v3", "6.8", "6.18", "7.3")}) == 1


@pytest.mark.parametrize("share", MIXED)
def test_the_claim_became_true_when_the_checksum_came_first(share: int) -> None:
    off = cost(share, "off", "6.12").merging
    assert cost(share, "on", "6.12").merging <= 0.9 * off
    assert 0.98 * off <= cost(share, "on", "6.8").merging <= 1.03 * off


@pytest.mark.parametrize("share", MIXED)
def test_v3_pays_in_every_scan_what_others_do_not(share: int) -> None:
    off = cost(share, "off", "v3").then
    assert cost(share, "on", "v3").then >= 1.3 * off
    assert abs(cost(share, "on", "6.18").then - off) <= 0.03 * off


def test_a_zero_page_costs_one_comparison_where_all_are_zero() -> None:
    assert cost(100, "on", "6.18") == (1024, 0)


def test_what_is_saved_is_saved_in_the_stable_tree() -> None:
    shares = {knob: next(iter(merged_rows(knob)))["costs"] for knob in ("off", "on")}
    assert shares["on"]["stable_search"] < 0.6 * shares["off"]["stable_search"]
    assert 0.99 * shares["off"]["unstable_search"] < shares["on"]["unstable_search"] <= shares["off"]["unstable_search"]


def merged_rows(knob: str) -> list[Row]:
    """The last row of each scan step with half of the pages zero, under 6.18."""
    rows = {row["step"]: row for row in Replay(load_scenario(f"zero-cost/050-{knob}"), "6.18", costs=True)}
    return [rows[step] for step in sorted(rows) if step]
