"""A line of things to click: the footer's actions, and the tabs."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.strip import Strip
from textual.widget import Widget

from ksmlab.tui.actions import ACTIONS
from ksmlab.tui.lines import Line, Span, strip, width_of
from ksmlab.tui.picks import ActionPick, PromptPick
from ksmlab.tui.theme import palette
from ksmlab.tui.widgets.panel import Panel

ROOMY = 60  # columns from which the way to all actions is shown beside those that are used most
_ALWAYS = ("palette", "help", "quit_lab")


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
    """The actions that are used most, with their keys, as many as fit; help, and where all others are, always do."""

    asked = ""  # what is being typed
    answers: Sequence[str] = ()  # what it may become

    def ask(self, asked: str, answers: Sequence[str]) -> None:
        """Something is being typed, or (an empty text) nothing any more."""
        self.asked, self.answers = asked, answers
        self.refresh()

    def line(self, width: int) -> Line:
        """Keys and words from the list of actions; while something is typed, what it is and how to end it."""
        looks = palette(self.app.theme)
        if self.asked:
            return self._asking(width)
        shown = [action for action in ACTIONS.values() if action.footer]
        always = [action for action in shown if action.name in _ALWAYS and (width >= ROOMY or action.name != "palette")]
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

    def _asking(self, width: int) -> Line:
        """What is asked, answers to click, and what else to press or click."""
        looks = palette(self.app.theme)
        what, _, hint = self.asked.partition(": ")
        roomy = width >= ROOMY
        how = " · tab completes · ↑ earlier ones" if roomy and not self.answers else ""
        ends = [
            Span(" · enter does it" if roomy else " · enter", looks["dim"], PromptPick("enter")),
            Span(how, looks["dim"]),
            Span(" · esc leaves" if roomy else " · esc", looks["dim"], PromptPick("escape")),
        ]
        room = width - len(what) - width_of(ends) - 3
        if not self.answers:
            shown = f": {hint}" if len(hint) <= room else ""
            return [Span(f" {what}", looks["title"]), Span(shown, looks["text"]), *ends]
        spans = [Span(f" {what}:", looks["title"])]
        for answer in self.answers:
            room -= len(answer) + 2
            if room < 0:
                break
            spans += [Span("  ", looks["dim"]), Span(answer, looks["text"], PromptPick("", answer))]
        return [*spans, *ends]


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
