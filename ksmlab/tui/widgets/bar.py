"""A line of things to click: the footer's actions, and the tabs."""

from __future__ import annotations

from textual import events
from textual.strip import Strip
from textual.widget import Widget

from ksmlab.tui.actions import ACTIONS
from ksmlab.tui.lines import Line, Span, strip, width_of
from ksmlab.tui.picks import ActionPick
from ksmlab.tui.theme import palette
from ksmlab.tui.widgets.panel import Panel


class Bar(Widget):
    """One line whose stretches can be picked."""

    def line(self, width: int) -> Line:
        """The line for that many columns."""
        raise NotImplementedError

    def render_line(self, y: int) -> Strip:
        """The line."""
        width = self.size.width
        return strip(self.line(width), width, self.rich_style) if y == 0 else Strip.blank(width, self.rich_style)

    def on_click(self, event: events.Click) -> None:
        """Do what stands under the mouse."""
        line, at = self.line(self.size.width), 0
        for span in line:
            at += width_of([span])
            if event.x < at:
                if span.pick is not None:
                    self.post_message(Panel.Picked(span.pick))
                return


class Footer(Bar):
    """The actions that are used most, with their keys, as many as fit; help always does."""

    asked = ""  # what is being typed

    def line(self, width: int) -> Line:
        """Keys and words from the list of actions; while something is typed, what it is and how to end it."""
        looks = palette(self.app.theme)
        if self.asked:
            what, _, hint = self.asked.partition(": ")
            how = " · enter does it · tab completes · ↑ earlier ones · esc leaves"
            room = width - len(what) - len(how) - 3
            hint = f": {hint}" if len(hint) <= room else ""
            return [Span(f" {what}", looks["title"]), Span(hint, looks["text"]), Span(how, looks["dim"])]
        shown = [action for action in ACTIONS.values() if action.footer]
        always = [action for action in shown if action.name in ("help", "quit_lab")]
        room = width - sum(len(_key(action.name)) + len(action.short) + 3 for action in always)
        spans: list[Span] = []
        for action in shown:
            key, need = _key(action.name), len(_key(action.name)) + len(action.short) + 3
            if action not in always:
                if need > room:
                    continue
                room -= need
            pick = ActionPick(action.name)
            spans += [
                Span(f" {key}", looks["title"], pick),
                Span(f" {action.short} ", looks["dim"], pick),
            ]
        return spans


class Tabs(Bar):
    """The panels that share one place; the open one stands out."""

    def __init__(self) -> None:
        super().__init__(id="tabs")
        self.names: tuple[str, ...] = ()
        self.open = ""

    def show(self, names: tuple[str, ...], shown: str) -> None:
        """Other tabs, or another one open."""
        self.names, self.open = names, shown
        self.refresh()

    def line(self, width: int) -> Line:
        """Number keys and names."""
        looks = palette(self.app.theme)
        full = sum(len(name) + 4 for name in self.names) <= width
        spans: list[Span] = []
        for name in self.names:
            key, pick = ACTIONS[f"show_{name}"].shown_keys, ActionPick(f"show_{name}")
            style = looks["tab"] if name == self.open else looks["dim"]
            words = name if full or name == self.open else name[:3]
            spans += [Span(f" {key} {words} ", style, pick)]
        return spans


def _key(name: str) -> str:
    return ACTIONS[name].shown_keys.split(" ")[0]
