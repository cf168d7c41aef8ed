"""Pictures without a terminal, and the README's."""

from __future__ import annotations

from pathlib import Path

import pytest

from ksmlab.cli import exit_status
from ksmlab.tui import pictures
from ksmlab.tui.picture import png, svg
from tests.tui.screens import SCENARIOS, labs_of

TOWN = str(SCENARIOS / "town.yaml")


def test_an_svg_of_a_moment(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "town.svg"
    arguments = ["screenshot", TOWN, "--step", "10", "--size", "100x30", "--theme", "light", "--press", "l 4"]
    assert exit_status([*arguments, "-o", str(path)]) == 0
    text = path.read_text()
    assert text.startswith("<svg") and "10/14" in "".join(pictures.words(text))
    assert [file.name for file in tmp_path.iterdir()] == ["town.svg"]
    said = capsys.readouterr()
    assert said.out == "" and "town.svg" in said.err


def test_a_png_has_pixels() -> None:
    pytest.importorskip("resvg_py", reason="resvg-py is not installed")
    pytest.importorskip("fontpkg_fira_code", reason="fontpkg-fira-code is not installed")
    data = png(svg(labs_of("town"), (60, 16)), zoom=2)
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(data[16:20], "big") > 1000


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (["--size", "3x3", "-o", "x.svg"], "no size"),
        (["--size", "wide", "-o", "x.svg"], "no size"),
        (["-o", "x.gif"], ".svg or .png"),
        (["--theme", "pink", "-o", "x.svg"], "dark, light"),
        (["--step", "99", "-o", "x.svg"], "no step 99"),
        (["--at", "noon", "-o", "x.svg"], "no moment"),
        (["--kernel", "2.4", "-o", "x.svg"], "2.4"),
    ],
)
def test_what_cannot_be_drawn(wrong: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_status(["screenshot", TOWN, *wrong]) == 2
    assert said in capsys.readouterr().err


def test_the_lab_needs_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_status(["run", TOWN]) == 3
    assert "needs a terminal" in capsys.readouterr().err


def test_the_same_picture_every_time() -> None:
    one, two = (svg(labs_of("town"), (80, 24)) for _ in range(2))
    assert one == two


def test_the_readmes_pictures_are_not_stale() -> None:
    assert pictures.main(["--check"]) == 0, "make them anew: python -m ksmlab.tui.pictures"
