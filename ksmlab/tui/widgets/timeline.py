"""The timeline: all that was done, where we are in it, bookmarks; a click goes there."""

from __future__ import annotations

from textual import events
from textual.strip import Strip
from textual.widget import Widget

from ksmlab.replay.step_words import step_words
from ksmlab.tui.lines import Line, Span, strip
from ksmlab.tui.picks import MomentPick
from ksmlab.tui.stage import Stage
from ksmlab.tui.theme import palette
from ksmlab.tui.widgets.panel import Panel


class Timeline(Widget):
    """One line, as wide as the screen."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(id="timeline")
        self.stage = stage
        self._noted: list[int] = []  # moments with a note, or with something that did not hold
        self._looked_at: tuple[int, int, int] = (0, 0, 0)  # lab, its branches, and how many reports

    @property
    def _bar(self) -> int:
        return max(8, self.size.width - len(self._words()) - 4)

    def _words(self) -> str:
        lab = self.stage.lab
        upcoming = "the scenario is over" if lab.finished else f"next: {step_words(lab.upcoming)}"
        place = f" {lab.at}/{len(lab.commands)}  "
        return (
            place
            + (upcoming if len(upcoming) <= self.size.width // 3 else upcoming[: self.size.width // 3] + "…")
            + " "
        )

    def render_line(self, y: int) -> Strip:
        """The line."""
        return strip(self._line(), self.size.width, self.rich_style)

    def _line(self) -> Line:
        looks, lab = palette(self.app.theme), self.stage.lab
        bar, total = self._bar, max(1, len(lab.commands))
        here = lab.at * (bar - 1) // total
        flags = {mark * (bar - 1) // total: mark for mark in self.stage.bookmarks}
        noted = {place * (bar - 1) // total for place in self._noted_moments() if place <= lab.at}
        spans = [Span(" ◀", looks["dim"])]
        for place in range(bar):
            if place == here:
                spans.append(Span("●", looks["hand"]))
            elif place in flags:
                spans.append(Span("⚑", looks["accent"], MomentPick(flags[place])))
            elif place in noted:
                spans.append(Span("◆", looks["note"]))
            else:
                spans.append(Span("━" if place < here else "─", looks["accent" if place < here else "faint"]))
        return [*spans, Span("▶", looks["dim"]), Span(self._words(), looks["dim"])]

    def _noted_moments(self) -> list[int]:
        """Looked for only where nobody looked yet: there may be a hundred thousand moments."""
        lab = self.stage.lab
        known, branches, looked = self._looked_at
        if (known, branches) != (id(lab), lab.branches):
            self._noted, looked = [], 0
        for place, report in enumerate(lab.reports[looked:], looked + 1):
            if report.notes or not all(one.met for one in report.expectations):
                self._noted.append(place)
        self._looked_at = (id(lab), lab.branches, max(looked, len(lab.reports)))
        return self._noted

    def on_click(self, event: events.Click) -> None:
        """Go to the moment under the mouse."""
        bar, total = self._bar, len(self.stage.lab.commands)
        place = event.x - 2
        if 0 <= place < bar:
            self.post_message(Panel.Picked(MomentPick(round(place * total / max(1, bar - 1)))))
