"""The lab by mouse alone: the footer leads to every action, and what an action asks is answered and left by clicks."""

from __future__ import annotations

from typing import Any

import pytest
from textual.command import CommandList, CommandPalette
from textual.pilot import Pilot

from ksmlab.lab import Lab
from ksmlab.snapshot.knobs import knobs_view
from ksmlab.tui.app import LabApp
from ksmlab.tui.lines import width_of
from ksmlab.tui.picks import ActionPick, PagePick, PromptPick
from ksmlab.tui.screens.help import Help
from ksmlab.tui.screens.library import Library
from tests.tui.screens import lab_screen, labs_of

SIZES = [(80, 24), (120, 40), (200, 60)]


async def click(app: LabApp, pilot: Pilot[Any], wanted: ActionPick | PromptPick) -> None:
    """Click that in the footer."""
    footer, at = lab_screen(app).footer, 0
    for span in footer.line(footer.size.width):
        if span.pick == wanted:
            await pilot.click(footer, offset=(at, 0))
            await pilot.pause()
            return
        at += width_of([span])
    raise AssertionError(f"{wanted} is not in the footer")


async def answer(app: LabApp, pilot: Pilot[Any], *answers: str) -> None:
    """Click these one after the other, and then that it be done."""
    for text in answers:
        await click(app, pilot, PromptPick("", text))
    await click(app, pilot, PromptPick("enter"))


def pages_to_scan(lab: Lab) -> int:
    return next(int(view.value) for view in knobs_view(lab) if view.name == "pages_to_scan")


@pytest.mark.parametrize("size", SIZES)
async def test_the_footer_leads_to_every_action(size: tuple[int, int]) -> None:
    app = LabApp(labs_of("town"))
    async with app.run_test(size=size) as pilot:
        await click(app, pilot, ActionPick("step"))
        assert lab_screen(app).stage.lab.step_index > 0
        await click(app, pilot, ActionPick("palette"))
        assert isinstance(app.screen, CommandPalette)
        await pilot.pause(0.3)
        entries = app.screen.query_one(CommandList)
        assert entries.option_count > 50
        await pilot.click(entries, offset=(4, 2))
        await pilot.pause(0.3)
        assert not isinstance(app.screen, CommandPalette)


@pytest.mark.parametrize("size", SIZES)
async def test_a_page_is_written_by_clicks(size: tuple[int, int]) -> None:
    app = LabApp(labs_of("town"))
    async with app.run_test(size=size) as pilot:
        screen = lab_screen(app)
        await pilot.click("#pages", offset=(14, 1))
        assert screen.stage.selection == PagePick(0)
        screen.action_write()  # it stands in the footer of wide screens and in the palette
        await pilot.pause()
        await click(app, pilot, PromptPick("", "zero"))
        assert screen.prompt.value == "zero"
        await click(app, pilot, PromptPick("enter"))
        assert screen.stage.lab.commands
        assert not screen.footer.asked


async def test_an_answer_in_two_parts_and_a_change_of_mind() -> None:
    app = LabApp(labs_of("town"))
    async with app.run_test(size=(120, 40)) as pilot:
        screen = lab_screen(app)
        screen.action_jump()
        await pilot.pause()
        await answer(app, pilot, "step ", "step 2")
        at = screen.stage.lab.step_index
        assert at >= 2
        screen.action_jump()
        await pilot.pause()
        await click(app, pilot, PromptPick("escape"))
        assert not screen.prompt.display and not screen.footer.asked
        await click(app, pilot, ActionPick("step"))
        assert screen.stage.lab.step_index > at


async def test_a_knob_gets_another_value() -> None:
    app = LabApp(labs_of("town"))
    async with app.run_test(size=(200, 60)) as pilot:
        screen = lab_screen(app)
        screen.action_knob()
        await pilot.pause()
        await click(app, pilot, PromptPick("", "pages_to_scan "))
        now = pages_to_scan(screen.stage.lab)
        await answer(app, pilot, f"pages_to_scan {2 * now}")
        assert pages_to_scan(screen.stage.lab) == 2 * now


async def test_sheets_and_the_library_are_left_by_clicks() -> None:
    app = LabApp(labs_of("town"))
    async with app.run_test(size=(120, 40)) as pilot:
        await click(app, pilot, ActionPick("help"))
        assert isinstance(app.screen, Help)
        await pilot.click(offset=(60, 20))
        await pilot.pause()
        screen = lab_screen(app)
        screen.action_library()
        await pilot.pause()
        assert isinstance(app.screen, Library)
        await pilot.click("#banner", offset=(62, 0))
        await pilot.pause()
        assert app.screen_stack[-1] is screen
