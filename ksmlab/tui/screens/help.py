"""Help: all actions by group, made from the list."""

from __future__ import annotations

from rich.text import Text

from ksmlab.snapshot.states import WORDS
from ksmlab.tui.actions import ACTIONS, GROUPS
from ksmlab.tui.screens.sheet import Sheet
from ksmlab.tui.theme import palette


class Help(Sheet):
    """Over the lab."""

    def text(self) -> Text:
        """Every action by group, then the letters and marks."""
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
