"""The app of `ksmlab live`: themes, and one screen over this machine or over a recording."""

from __future__ import annotations

import os

from textual.app import App
from textual.binding import Binding

from ksmlab.tui.live.screen import LiveScreen
from ksmlab.tui.theme import MONO, THEMES, textual_theme
from ksmlab.tui.theme.themes import mono_theme


class LiveApp(App[None], inherit_bindings=False):
    """NO_COLOR in the environment takes the colourless theme."""

    CSS_PATH = ["../lab.tcss", "live.tcss"]
    TITLE = "ksmlab live"
    BINDINGS = [Binding(key, "quit", priority=True, show=False) for key in ("q", "ctrl+q", "ctrl+c")]
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, screen: LiveScreen, theme: str = "dark") -> None:
        colourless = bool(os.environ.get("NO_COLOR")) or theme == MONO
        super().__init__(ansi_color=True if colourless else None)
        for colours in THEMES.values():
            self.register_theme(textual_theme(colours))
        self.register_theme(mono_theme())
        self.theme = MONO if colourless else theme
        self._first = screen

    def on_mount(self) -> None:
        """The screen."""
        self.push_screen(self._first)
