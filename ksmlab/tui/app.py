"""The app: themes, the palette of actions, and the first screen. Everything else is in screens and widgets."""

from __future__ import annotations

import gc
import os
from collections.abc import Sequence

from textual import events
from textual.app import App
from textual.binding import Binding

from ksmlab.lab import Lab
from ksmlab.tui.actions import ACTIONS
from ksmlab.tui.allocator import keep_freed_memory
from ksmlab.tui.commands import Actions
from ksmlab.tui.screens.lab import LabScreen
from ksmlab.tui.screens.timing import TimeActions
from ksmlab.tui.stage import Stage
from ksmlab.tui.theme import MONO, THEMES, textual_theme
from ksmlab.tui.theme.themes import mono_theme

QUIT = ACTIONS["quit_lab"]


class LabApp(App[None], inherit_bindings=False):
    """The lab in a terminal: on one lab, on two in lockstep, or (without any) on the library.

    theme: a name of ksmlab.tui.theme; NO_COLOR in the environment takes the colourless one.
    """

    CSS_PATH = "lab.tcss"
    TITLE = "ksmlab"
    COMMANDS = {Actions}
    # Quitting works on every screen and over every dialog, so it is the app's own.
    BINDINGS = [Binding(key, "quit", priority=True, show=False) for key in QUIT.keys if key.startswith("ctrl")]
    ENABLE_COMMAND_PALETTE = False  # its key is in the list of actions, like all others

    def __init__(self, labs: Sequence[Lab] = (), theme: str = "dark") -> None:
        colourless = bool(os.environ.get("NO_COLOR")) or theme == MONO
        super().__init__(ansi_color=True if colourless else None)
        for colours in THEMES.values():
            self.register_theme(textual_theme(colours))
        self.register_theme(mono_theme())
        self.theme = MONO if colourless else theme
        self._labs = tuple(labs)

    def on_mount(self) -> None:
        """The first screen."""
        keep_freed_memory()
        gc.freeze()  # what was loaded stays: going through it again and again would halt the screen for 60 ms each time
        if self._labs:
            self.push_screen(LabScreen(Stage(self._labs)))
        else:
            from ksmlab.tui.screens.library import Library

            self.push_screen(Library())

    def on_app_blur(self, event: events.AppBlur) -> None:
        """Nobody looks: do not play."""
        if isinstance(self.screen, TimeActions):
            self.screen.pause_for_blur()

    def on_app_focus(self, event: events.AppFocus) -> None:
        """Somebody looks again."""
        if isinstance(self.screen, TimeActions):
            self.screen.resume_after_blur()
