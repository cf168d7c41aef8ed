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
        start: list[Span] = [Span(" kernel ", plain), Span(kernels, strong)]
        inside = [Span(f" (in {lab.kernel})", plain)] if stage.two else []
        counts: list[Span] = []
        for name, value in (
            ("step", f"{lab.step_index}/{len(lab.steps)}"),
            ("wake-up", hand.wakeup),
            ("scan", hand.full_scan),
        ):
            counts += [Span(f"  {name} ", plain), Span(str(value), strong)]
        where: list[Span] = [Span("  ksmd ▸ ", looks["hand"]), Span(str(hand), strong)]
        playing = f" ▶ {stage.speed}/s {stage.unit.replace('_', ' ')} " if stage.playing else f" ‖ {stage.speed}/s "
        if stage.hunted:
            playing = f" ▶ {fit(stage.hunted, min(len(stage.hunted), max(0, width // 2 - 16)))} · space stops "
        end = Span(playing, looks["hand" if stage.playing or stage.hunted else "dim"])
        for rest in (start + inside + counts + where, start + counts + where, start + where, start):
            room = width - width_of(rest) - len(playing)
            if room >= 0:
                break
        if room > 12:
            return [Span(fit(f" {lab.scenario.title}", room), looks["title"]), *rest, end]
        return [*rest, Span(" " * max(0, room), plain), end]
