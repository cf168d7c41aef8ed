"""The parts that screens are made of, without a screen."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from rich.style import Style

from ksmlab.errors import UsageError
from ksmlab.lab import Lab
from ksmlab.scenario.loading import load_scenario
from ksmlab.snapshot.page import mapping_rows
from ksmlab.snapshot.processes import processes
from ksmlab.snapshot.states import PageState
from ksmlab.snapshot.tree_nodes import node_of_frame
from ksmlab.snapshot.trees import tree_view
from ksmlab.tui.finding import find
from ksmlab.tui.lines import Span, fit, pick_at, plain, strip, width_of, wrap
from ksmlab.tui.mixes import Mixes
from ksmlab.tui.picks import FramePick, KnobPick, PagePick, Pick
from ksmlab.tui.screens.jumping import jump
from ksmlab.tui.sparkline import sparkline
from ksmlab.tui.stage import Stage
from ksmlab.tui.theme import MONO, THEMES, palette
from ksmlab.tui.widgets.page_rows import Geometry, fitting
from ksmlab.tui.widgets.tree_drawing import draw, listed
from ksmlab.tui.widgets.trees import Trees
from tests.tui.screens import labs_of

PLAIN = Style()


def regions_of(lab: Lab) -> list:  # type: ignore[type-arg]
    return [region for process in processes(lab) for region in process.regions]


@pytest.mark.parametrize("per_cell", [1, 4, 64])
def test_mixes_kept_from_before_are_those_made_anew(per_cell: int) -> None:
    lab = labs_of("town")[0]
    kept = Mixes()
    pages, rest = [lab.step_page], [lab.step_wakeup] * 6 + [lab.next_step] * 6
    for move in [*pages * 60, *rest, *pages * 30, lab.back, lab.back]:
        move()
        regions = regions_of(lab)
        anew = Mixes().of(lab, regions, per_cell)
        for first, mix in kept.of(lab, regions, per_cell).items():
            if first in anew:
                np.testing.assert_array_equal(mix, anew[first])


def test_mixes_follow_when_what_was_undone_is_done_differently() -> None:
    """One moment further on, and one less, but in another history than the one that was looked at."""
    lab, kept = labs_of("town")[0], Mixes()
    lab.step_page(7)
    lab.step_page()
    meanwhile: list[list[Callable[[], object]]] = [
        [lab.back, lambda: lab.step_page(60), lab.step_page],
        [lambda: lab.back(2), lambda: lab.step_page(9)],
    ]
    for unseen in meanwhile:
        regions = regions_of(lab)
        kept.of(lab, regions, 1)
        for move in unseen:
            move()
        anew = Mixes().of(lab, regions, 1)
        for first, mix in kept.of(lab, regions, 1).items():
            np.testing.assert_array_equal(mix, anew[first])


@pytest.mark.parametrize("per_cell", [16, 64, 256, 1024, 65536])
def test_coarser_mixes_are_sums(per_cell: int) -> None:
    lab = labs_of("large")[0]
    lab.step_wakeup(3)
    regions = regions_of(lab)
    for first, mix in Mixes().at_least(lab, regions, per_cell).items():
        np.testing.assert_array_equal(mix, Mixes().of(lab, regions, max(per_cell, 64))[first])


def test_mixes_count_every_page_once() -> None:
    lab = labs_of("large")[0]
    lab.step_wakeup(3)
    for region in regions_of(lab):
        assert Mixes().of(lab, [region], 4096)[region.first_slot].sum() == region.pages


def test_geometry_finds_what_it_shows() -> None:
    lab = labs_of("town")[0]
    for width, per_cell in ((62, 1), (62, 4), (30, 1), (140, 1), (20, 16)):
        geometry = Geometry(processes(lab), width, per_cell)
        shown = set()
        for row in range(geometry.rows):
            for column in range(width + 80):
                slot = geometry.slot_at(row, column)
                if slot is not None:
                    assert geometry.row_of(slot) == row
                    shown.add(slot)
        starts = {region.first_slot + page for region in regions_of(lab) for page in range(0, region.pages, per_cell)}
        assert shown == starts


def test_geometry_moves_over_rows_and_stops_at_the_ends() -> None:
    geometry = Geometry(processes(labs_of("town")[0]), 62, 1)
    assert geometry.columns == 16
    assert geometry.move(15, 0, 1) == 16
    assert geometry.move(16, 0, -1) == 15
    assert geometry.move(3, 1, 0) == 19
    assert geometry.move(20, 1, 0) == 28  # the same column, in the next process
    assert geometry.move(0, -1, 0) == 0


def test_a_large_machine_fits_into_its_room() -> None:
    lab = labs_of("large")[0]
    for room in (4, 10, 30):
        per_cell = fitting(processes(lab), 62, room, ())
        assert Geometry(processes(lab), 62, per_cell).rows <= max(room, 2)
    assert fitting(processes(labs_of("town")[0]), 62, 1, ()) == 1


@pytest.mark.parametrize(
    ("values", "width", "bars"),
    [
        ([], 4, "    "),
        ([0, 0], 4, "    "),
        ([5, 5, 5], 4, " ▁▁▁"),
        ([0, 7], 4, "  ▁█"),
        ([0, 1, 2, 3, 4, 5, 6, 7], 8, "▁▂▃▄▅▆▇█"),
        ([9, 0, 7], 2, "▁█"),
        ([1], 0, ""),
    ],
)
def test_sparkline(values: list[int], width: int, bars: str) -> None:
    assert sparkline(values, width) == bars


def test_lines_are_cut_filled_wrapped_and_picked() -> None:
    line = [Span("ab", PLAIN), Span("cde", PLAIN, KnobPick("run")), Span("f", PLAIN, PagePick(3))]
    assert width_of(line) == 6 and plain([line]) == "abcdef"
    assert strip(line, 4, PLAIN).text == "abcd" and strip(line, 8, PLAIN).text == "abcdef  "
    assert pick_at(line, 2) == KnobPick("run") and pick_at(line, 5) == PagePick(3)
    assert pick_at(line, 0) == KnobPick("run") and pick_at(line[:1], 0) is None
    assert [plain([part]) for part in wrap("one two three", 9, PLAIN, "  ")] == ["one two", "  three"]
    assert fit("abc", 5) == "abc  " and fit("abcdef", 4) == "abc…"


def test_trees_are_drawn_with_every_node_below_its_parent() -> None:
    lab = labs_of("town")[0]
    jump(lab, "step 6")
    view = tree_view(lab, "unstable")
    drawn = draw(view.nodes, lambda node: [Span(f"<{node.id}>", PLAIN)], PLAIN)
    text = [plain([line]) for line in drawn]
    for node in view.nodes:
        assert f"<{node.id}>" in text[2 * node.depth]
    assert sum(line.count("╭") for line in text) == sum(node.left is not None for node in view.nodes)
    assert sum(line.count("╮") for line in text) == sum(node.right is not None for node in view.nodes)
    assert len(listed(view.nodes, lambda node: [Span("x", PLAIN)], PLAIN)) == view.size


def test_every_theme_has_every_role() -> None:
    roles = {name: set(palette(name).roles) for name in [*THEMES, MONO]}
    assert all(found == roles["dark"] for found in roles.values())
    assert {state.name.lower() for state in PageState} <= roles[MONO]
    assert not any(style.color or style.bgcolor for style in palette(MONO).roles.values())


def test_finding_goes_round_and_says_what_it_takes() -> None:
    lab = labs_of("town")[0]
    jump(lab, "step 6")
    first = find(lab, "Z", 0)
    assert first is not None and find(lab, "Z", first + 1) == first + 1
    assert find(lab, "Z", 1_000_000) == first
    assert find(lab, "AAA", 0) is None
    with pytest.raises(UsageError, match="merged"):
        find(lab, "mergd", 0)


@pytest.mark.parametrize("way", ["page", "frame"])
def test_a_large_stable_tree_is_shown_around_the_node_of_what_is_selected(way: str) -> None:
    lab = labs_of("large")[0]
    lab.step_full_scan(3)
    stage = Stage([lab])
    trees = Trees(stage, "trees")
    whole = tree_view(lab, "stable", limit=1 << 20)
    deepest = max(whole.nodes, key=lambda node: node.depth)
    assert deepest.depth > 4 and deepest.node.frame >= 0
    frame = deepest.node.frame
    slot = int(mapping_rows(lab, frame)[0])
    pick: Pick = PagePick(slot) if way == "page" else FramePick(frame)
    assert trees.centre() is None
    stage.select(pick)
    assert trees.centre() == deepest.id


def test_a_page_of_a_chain_is_shown_at_its_chain_and_a_private_page_nowhere() -> None:
    lab = Lab(load_scenario("max-page-sharing"))
    assert lab.run_until(lambda lab: lab.counters()["stable_node_chains"] > 0)
    chains = [node for node in tree_view(lab, "stable").nodes if node.node.is_chain]
    assert chains
    for dup in chains[0].node.dups:
        assert node_of_frame(lab, dup.frame) == chains[0].id
    assert node_of_frame(lab, -1) is None
