"""What the screen shows, character by character (and look by look), in every view and size.

After a change that is meant: `KSMLAB_UPDATE_GRIDS=1 pytest tests/tui/test_grids.py`, then read the difference in git.
"""

from __future__ import annotations

import os

import pytest

from tests.tui.screens import GRIDS, shots
from tests.tui.views import CASES, Tour

UPDATE = bool(os.environ.get("KSMLAB_UPDATE_GRIDS"))


@pytest.mark.parametrize(("tour", "view"), CASES, ids=[f"{tour.name}-{view}" for tour, view in CASES])
def test_grid(tour: Tour, view: str) -> None:
    shown = shots(tour.scenario, tour.kernels, tour.size, tour.theme, tour.views)[view]
    path = GRIDS / tour.name / f"{view}.txt"
    if UPDATE:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(shown)
    assert path.exists(), f"no grid {path}: {__doc__}"
    assert shown == path.read_text()


def test_every_grid_belongs_to_a_view() -> None:
    kept = {path.relative_to(GRIDS).as_posix() for path in GRIDS.rglob("*.txt")}
    assert kept == {f"{tour.name}/{view}.txt" for tour, view in CASES}
    assert len(CASES) >= 60


@pytest.mark.parametrize("tour", {case[0].name: case[0] for case in CASES}.values(), ids=lambda tour: tour.name)
def test_no_line_is_wider_than_the_screen(tour: Tour) -> None:
    for shown in shots(tour.scenario, tour.kernels, tour.size, tour.theme, tour.views).values():
        lines = [line for line in shown.splitlines() if not line.startswith("    0:")]
        assert max(map(len, lines)) <= tour.size[0] or "looks" in str(tour.views)
