"""Pictures of the screen without a terminal: SVG as Textual draws it, PNG from that."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from ksmlab.errors import MachineRefuses
from ksmlab.lab import Lab

_NOT_IN_FONT = str.maketrans({"▸": "▶", "⚑": "◆", "✗": "×"})  # what Fira Code lacks, for PNG alone


def svg(labs: Sequence[Lab], size: tuple[int, int], theme: str = "dark", press: Sequence[str] = ()) -> str:
    """The screen on these labs as they are, after some keys were pressed (names as Textual has them)."""
    return asyncio.run(_svg(labs, size, theme, press))


def png(svg_text: str, zoom: float = 1.0) -> bytes:
    """The picture in pixels. MachineRefuses where the drawing library is not installed."""
    try:
        font, drawing = import_module("fontpkg_fira_code"), import_module("resvg_py")
    except ImportError as missing:
        raise MachineRefuses(
            f"PNG needs {missing.name}: pip install resvg-py fontpkg-fira-code, or write .svg"
        ) from None
    fonts = [str(path) for path in Path(font.ROOT).rglob("*.ttf")]
    drawn = drawing.svg_to_bytes(
        svg_string=svg_text.translate(_NOT_IN_FONT),
        font_files=fonts,
        skip_system_fonts=True,
        monospace_family="Fira Code",
        zoom=zoom,
    )
    return bytes(drawn)


def write(path: Path, data: bytes) -> None:
    """Under a temporary name first, so that nobody reads half a picture."""
    unfinished = path.with_name(path.name + ".tmp")
    unfinished.write_bytes(data)
    unfinished.replace(path)


async def _svg(labs: Sequence[Lab], size: tuple[int, int], theme: str, press: Sequence[str]) -> str:
    from ksmlab.tui.app import LabApp

    app = LabApp(labs, theme)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        for key in press:
            await pilot.press(key)
        await app.workers.wait_for_complete()
        await pilot.pause()
        return app.export_screenshot(title="ksmlab")
