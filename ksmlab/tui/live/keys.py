"""The one list of what can be done on the live screen: keys, the line at the bottom, and help come from it."""

from __future__ import annotations

from dataclasses import dataclass

from textual.binding import Binding, BindingType


@dataclass(frozen=True, slots=True)
class Key:
    """keys: as Textual names them, each with its action; shown: as people read them.

    short: on the line at the bottom, "" for none; words: in the help; action: what a click there does, "" for nothing.
    """

    keys: tuple[tuple[str, str], ...]
    shown: str
    short: str
    words: str
    action: str = ""


KEYS = (
    Key((("question_mark,f1", "help"),), "?", "help", "This sheet; f1 too", "help"),
    Key((), "q", "quit", "Quit; ctrl+q and ctrl+c do too", "app.quit"),
    Key((("space", "pause"),), "space", "pause", "Hold the picture, or go on; in a recording play, or stop", "pause"),
    Key((("left,h", "go(-1)"), ("right,l", "go(1)")), "←→", "time", "Back and forth by one sample; h l too"),
    Key((("pageup", "go(-10)"), ("pagedown", "go(10)")), "pgup pgdn", "", "The same, by ten"),
    Key((("home", "go(-1000000)"),), "home", "", "The oldest sample that is kept"),
    Key((("end", "newest"),), "end", "now", "The newest sample, and those to come", "newest"),
    Key((("tab", "panel(1)"), ("shift+tab", "panel(-1)")), "tab", "panel", "The next panel; ⇧tab back", "panel(1)"),
    Key((("up,k", "move(-1)"), ("down,j", "move(1)")), "↑↓", "row", "Up and down in the panel; k j too"),
    Key((("enter", "choose"),), "enter", "pages", "The pages of the chosen process, as they are now (root)", "choose"),
    Key((("T", "theme"),), "T", "", "The next theme", "theme"),
)

_GREEDY = ("left", "right", "up", "down", "tab", "page", "home", "end", "shift")  # a scrolling panel would take these


def bindings() -> list[BindingType]:
    """The keys as Textual wants them."""
    found: list[BindingType] = []
    for each in KEYS:
        for keys, action in each.keys:
            found.append(Binding(keys, action, priority=keys.startswith(_GREEDY)))
    return found
