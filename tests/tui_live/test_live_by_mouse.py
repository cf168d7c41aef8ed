"""The live screen's help, themes and mouse, over a pretended machine."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from textual.pilot import Pilot

from ksmlab.cli import exit_status
from ksmlab.live.reader import LiveReader
from ksmlab.tui.live.app import LiveApp
from ksmlab.tui.live.help import LiveHelp
from ksmlab.tui.live.key_line import KeyLine
from ksmlab.tui.live.keys import KEYS
from ksmlab.tui.live.past import Past
from ksmlab.tui.live.screen import LiveScreen
from ksmlab.tui.theme import NAMES
from tests.tui_live.test_live_screen import NEVER_S, SIZES, recording, root, settled, text_grid

__all__ = ["root"]  # a fixture


def app_over(root: Path, theme: str = "dark") -> LiveApp:
    return LiveApp(LiveScreen(Past(), LiveReader(root), NEVER_S, root=root), theme)


async def click_word(pilot: Pilot[None], app: LiveApp, word: str) -> None:
    """Click where the word first stands on the screen."""
    lines = text_grid(app).splitlines()
    y = next(place for place, line in enumerate(lines) if word in line)
    await pilot.click(offset=(lines[y].index(word), y))
    await settled(pilot)


@pytest.mark.parametrize("size", SIZES)
async def test_help_tells_every_key_and_closes(root: Path, size: tuple[int, int]) -> None:
    app = app_over(root)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        await pilot.press("question_mark")
        await settled(pilot)
        assert isinstance(app.screen, LiveHelp)
        told = re.sub(r"\s+", " ", app.screen.text().plain)
        assert all(key.words in told and key.shown in told for key in KEYS)
        assert "Keys" in text_grid(app)
        await pilot.press("escape")
        assert not isinstance(app.screen, LiveHelp)


@pytest.mark.parametrize("size", SIZES)
async def test_a_click_on_a_process_shows_its_pages(root: Path, size: tuple[int, int]) -> None:
    app = app_over(root)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        if size[0] < 110:
            await click_word(pilot, app, "tab panel")
        await click_word(pilot, app, "qemu")
        assert "Pages of 11" in text_grid(app) and "==.z" in text_grid(app)


async def test_a_click_beside_the_processes_shows_nobodys_pages(root: Path) -> None:
    app = app_over(root)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await click_word(pilot, app, "process ")
        await click_word(pilot, app, "pages_sharing")
        assert "Pages of" not in text_grid(app)


async def test_the_line_at_the_bottom_does_what_it_says_when_clicked(root: Path) -> None:
    app = LiveApp(LiveScreen(Past(recording(root), kept=None), interval_s=NEVER_S))
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        await click_word(pilot, app, "end now")
        assert "sample 5 of 5" in text_grid(app)
        await click_word(pilot, app, "? help")
        assert isinstance(app.screen, LiveHelp)
        await pilot.click(offset=(60, 20))
        await settled(pilot)
        assert "Keys" not in text_grid(app)
        await click_word(pilot, app, "q quit")
        assert not app.is_running


async def test_every_action_of_the_line_is_one_that_the_screen_has(root: Path) -> None:
    app = app_over(root)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        line = app.screen.query_one(KeyLine).line(80)
        assert sum(len(span.text) for span in line) <= 80
        for key in KEYS:
            name = key.action.partition("(")[0]
            owner = app if name.startswith("app.") else app.screen
            assert not name or hasattr(owner, f"action_{name.removeprefix('app.')}")


async def test_themes_follow_each_other_and_the_option_chooses_the_first(root: Path) -> None:
    app = app_over(root, theme="light")
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        seen = [app.theme]
        for _ in NAMES:
            await pilot.press("T")
            await settled(pilot)
            seen.append(app.theme)
        assert seen[0] == seen[-1] == "light" and set(seen) == set(NAMES)


def test_a_theme_that_there_is_not_is_refused() -> None:
    assert exit_status(["live", "--theme", "pink"]) == 2
