"""The first line: which scenario on which kernel, where it is, where ksmd is, how it plays."""

from __future__ import annotations

from textual.strip import Strip
from textual.widget import Widget

from ksmlab.tui.lines import Line, Span, fit, strip, width_of
from ksmlab.tui.stage import Stage
from ksmlab.tui.theme import palette


class Header(Widget):
    """One line; what matters least is left out first."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(id="header")
        self.stage = stage

    def render_line(self, y: int) -> Strip:
        """The line."""
        width = self.size.width
        ground = self.rich_style + palette(self.app.theme)["header"]
        return strip(self._line(width), width, ground) if y == 0 else Strip.blank(width, ground)

    def _line(self, width: int) -> Line:
        looks, stage, side = palette(self.app.theme), self.stage, self.stage.side
        lab, hand = side.lab, side.hand
        plain, strong = looks["text"], looks["strong"]
        kernels = " ≠ ".join(one.lab.kernel for one in stage.sides)
        rest: list[Span] = [Span(" kernel ", plain), Span(kernels, strong)]
        if stage.two:
            rest.append(Span(f" (in {lab.kernel})", plain))
        rest += [Span("  step ", plain), Span(f"{lab.step_index}/{len(lab.steps)}", strong)]
        rest += [Span("  wake-up ", plain), Span(f"{hand.wakeup}", strong)]
        rest += [Span("  scan ", plain), Span(f"{hand.full_scan}", strong)]
        rest += [Span("  ksmd ▸ ", looks["hand"]), Span(str(hand), strong)]
        playing = f" ▶ {stage.speed}/s {stage.unit.replace('_', ' ')} " if stage.playing else f" ‖ {stage.speed}/s "
        room = width - width_of(rest) - len(playing)
        title = fit(f" {lab.scenario.title}", max(0, room)) if room > 12 else ""
        if not title:
            rest = rest if room >= 0 else rest[:2] + rest[-2:]
            rest.append(Span(" " * max(0, width - width_of(rest) - len(playing)), plain))
        return [Span(title, looks["title"]), *rest, Span(playing, looks["hand" if stage.playing else "dim"])]
