"""A sheet over a screen: text to read and to scroll."""

from __future__ import annotations

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static


class Sheet(ModalScreen[None]):
    """Any of its keys closes it. Subclasses give `text`."""

    heading = "Help"
    BINDINGS = [
        Binding("escape,question_mark,f1,q,space,enter", "dismiss", "close"),
        Binding("j,down", "scroll(2)", "down"),
        Binding("k,up", "scroll(-2)", "up"),
    ]

    def compose(self) -> ComposeResult:
        """One text."""
        with VerticalScroll(classes="sheet") as sheet:
            sheet.border_title = self.heading
            sheet.border_subtitle = "esc closes · j k scroll"
            yield Static(self.text())

    def on_click(self) -> None:
        """A click closes it too, for who has only a mouse."""
        self.dismiss()

    def action_scroll(self, rows: int) -> None:
        """Scroll by rows."""
        self.query_one(VerticalScroll).scroll_relative(y=rows, animate=False)

    def text(self) -> Text:
        """What stands on it."""
        raise NotImplementedError
