"""Screens as text: an app is run without a terminal, keys are pressed, and what stands on it is read off."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from rich.segment import Segment
from textual._compositor import LayoutUpdate

from ksmlab.lab import Lab
from ksmlab.scenario import load_scenario
from ksmlab.tui.app import LabApp
from ksmlab.tui.screens.jumping import jump
from ksmlab.tui.screens.lab import LabScreen

HERE = Path(__file__).parent
GRIDS = HERE / "grids"
SCENARIOS = HERE / "scenarios"


def labs_of(scenario: str, *kernels: str | None) -> list[Lab]:
    """Labs on one of this folder's scenarios: the library may change, these grids should not."""
    loaded = load_scenario(str(SCENARIOS / f"{scenario}.yaml"))
    return [Lab(loaded, kernel) for kernel in kernels or (None,)]


def lab_screen(app: LabApp) -> LabScreen:
    """The lab's screen, which must be on top."""
    assert isinstance(app.screen, LabScreen)
    return app.screen


def rows(app: LabApp) -> list[list[Segment]]:
    """The screen with all that lies on it, row by row."""
    update = app.screen._compositor.render_update(full=True, screen_stack=app._background_screens)
    assert isinstance(update, LayoutUpdate)
    return [[segment for strip in line for segment in strip] for line in update.strips]


def text_grid(app: LabApp) -> str:
    """The characters alone."""
    return "\n".join("".join(segment.text for segment in row).rstrip() for row in rows(app)) + "\n"


def colour_grid(app: LabApp) -> str:
    """The characters, and below each row its looks: column, colour/ground, bold, underlined, reverse, italic."""
    lines = []
    for row in rows(app):
        lines.append("".join(segment.text for segment in row).rstrip())
        looks, at = [], 0
        for segment in row:
            if segment.text.strip() or (segment.style and segment.style.bgcolor):
                looks.append(f"{at}:{_look(segment)}")
            at += segment.cell_length
        merged = [look for place, look in enumerate(looks) if not place or _after(look) != _after(looks[place - 1])]
        lines.append("    " + " ".join(merged))
    return "\n".join(lines) + "\n"


def _after(look: str) -> str:
    return look.partition(":")[2]


def _look(segment: Segment) -> str:
    style = segment.style
    if style is None:
        return "-"
    colours = [colour.name if colour else "-" for colour in (style.color, style.bgcolor)]
    marks = "".join(
        letter
        for letter, there in (("b", style.bold), ("u", style.underline), ("r", style.reverse), ("i", style.italic))
        if there
    )
    return "/".join(colours) + (f"+{marks}" if marks else "")


View = tuple[str, str, tuple[str, ...]]  # a name, a moment to jump to ("" stays), keys to press


@cache
def shots(
    scenario: str, kernels: tuple[str | None, ...], size: tuple[int, int], theme: str, views: tuple[View, ...]
) -> dict[str, str]:
    """One app, many views, in order: each view's grid by its name."""
    return asyncio.run(_shots(labs_of(scenario, *kernels), size, theme, views))


async def _shots(labs: Sequence[Lab], size: tuple[int, int], theme: str, views: Sequence[View]) -> dict[str, str]:
    app = LabApp(labs, theme)
    found: dict[str, str] = {}
    async with app.run_test(size=size, notifications=False) as pilot:
        await app.workers.wait_for_complete()
        await pilot.pause()
        for name, moment, keys in views:
            screen = app.screen
            if moment and isinstance(screen, LabScreen):
                screen.do(lambda lab, moment=moment: jump(lab, moment))  # type: ignore[misc]
            await pilot.press(*keys)
            await pilot.pause()
            app.clear_notifications()
            await pilot.pause()
            found[name] = colour_grid(app) if name.endswith("-looks") else text_grid(app)
    return found
