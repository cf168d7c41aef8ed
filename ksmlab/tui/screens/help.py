"""Help: all actions by group, made from the list."""

from __future__ import annotations

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from ksmlab.snapshot.states import WORDS
from ksmlab.tui.actions import ACTIONS, GROUPS
from ksmlab.tui.theme import palette


class Help(ModalScreen[None]):
    """Over the lab; any of its keys closes it."""

    BINDINGS = [
        Binding("escape,question_mark,f1,q,space,enter", "dismiss", "close"),
        Binding("j,down", "scroll(2)", "down"),
        Binding("k,up", "scroll(-2)", "up"),
    ]

    def compose(self) -> ComposeResult:
        """One text."""
        with VerticalScroll(classes="sheet") as sheet:
            sheet.border_title = "Help"
            sheet.border_subtitle = "esc closes · j k scroll"
            yield Static(self._text())

    def action_scroll(self, rows: int) -> None:
        """Scroll by rows."""
        self.query_one(VerticalScroll).scroll_relative(y=rows, animate=False)

    def _text(self) -> Text:
        looks = palette(self.app.theme)
        text = Text()
        for group in GROUPS:
            text.append(f"{group}\n", looks["title"])
            for action in ACTIONS.values():
                if action.group == group:
                    text.append(f"  {action.shown_keys:<10}", looks["strong"])
                    text.append(f" {action.words}", looks["text"])
                    text.append(f"  :{action.word}\n", looks["faint"])
        text.append("Letters of pages\n", looks["title"])
        for state, words in WORDS.items():
            text.append(f"  {words.letter}", looks[state.name.lower()])
            text.append(f"         {words.name}: {words.sentence}\n", looks["text"])
        text.append("Marks\n", looks["title"])
        marks = "▸ ksmd looks here next   › selected   • the same frame as the selected   ' changed in the last step"
        text.append(f"  {marks}\n", looks["text"])
        text.append("  underlined: compared in the last search   ○ red node   ● black node\n", looks["text"])
        return text
