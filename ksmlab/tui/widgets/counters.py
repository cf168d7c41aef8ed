"""/sys/kernel/mm/ksm: each counter with its change and past, each setting to be changed in place."""

from __future__ import annotations

from ksmlab.snapshot.counters import CounterView, counters_view, profit_in_words
from ksmlab.snapshot.knobs import KnobView, knobs_view
from ksmlab.tui.lines import Line, Span, fit
from ksmlab.tui.picks import CounterPick, KnobPick
from ksmlab.tui.sparkline import sparkline
from ksmlab.tui.widgets.panel import Panel

NAME = 20
VALUE = 10
CHANGE = 9


class Counters(Panel):
    """Counters and knobs. Enter on a knob changes it; `?` says what a counter means."""

    title = "Counters  /sys/kernel/mm/ksm"
    shows_selection = False
    has_cursor = True

    def wished_rows(self) -> int:
        """Rows for all counters and knobs."""
        return len(self.lines(50))

    def lines(self, width: int) -> list[Line]:
        """Counters, profit in words, knobs in two columns where there is room."""
        if self.stage.two:
            return self._two(width) + self._knobs(width)
        side = self.stage.side
        lines = [self._counter(view, width) for view in counters_view(side.lab, side.history)]
        words = profit_in_words(side.lab).partition(":")[0]
        lines.append([Span(fit(f"  {words}", width), self.palette["dim"], CounterPick("general_profit"))])
        return [*lines, *self._knobs(width)]

    def _counter(self, view: CounterView, width: int) -> Line:
        palette, pick = self.palette, CounterPick(view.name)
        value = f"{view.value:,}" if isinstance(view.value, int) else str(view.value)
        change = f"{view.change:+,}" if view.change else ""
        style = palette["up"] if view.change > 0 else palette["down"]
        return [
            Span(fit(view.name, NAME), palette["strong" if view.change else "text"], pick),
            Span(f"{value:>{VALUE}}", palette["strong"], pick),
            Span(f" {change:>{CHANGE - 1}}", style, pick),
            Span("  " + sparkline(view.history, width - NAME - VALUE - CHANGE - 2), palette["spark"], pick),
        ]

    def _two(self, width: int) -> list[Line]:
        """Both kernels' counters and the difference; `—` where a kernel has no such file."""
        palette = self.palette
        left, right = (side.lab for side in self.stage.sides)
        ours, theirs = left.counters(), right.counters()
        column = max(8, min(12, (width - 22 - 9) // 2))
        head = f"{'':<22}{left.kernel:>{column}}{right.kernel:>{column}}{'≠':>9}"
        lines: list[Line] = [[Span(head, palette["title"])]]
        for name in [*ours, *(name for name in theirs if name not in ours)]:
            one, two = ours.get(name), theirs.get(name)
            texts = ["—" if value is None else f"{value:,}" for value in (one, two)]
            apart = one is not None and two is not None and one != two
            difference = f"{two - one:+,}" if apart and one is not None and two is not None else ""
            style = palette["differs" if apart else "text" if one is not None and two is not None else "dim"]
            row = f"{fit(name, 22)}{texts[0]:>{column}}{texts[1]:>{column}}"
            lines.append([Span(row, style, CounterPick(name)), Span(f"{difference:>9}", palette["differs"])])
        return lines

    def _knobs(self, width: int) -> list[Line]:
        palette, views = self.palette, knobs_view(self.stage.lab)
        rule = "knobs ".ljust(width - 21, "─") + " enter changes one "
        lines: list[Line] = [[Span(fit(rule, width), palette["faint"])]]
        short = [view for view in views if len(view.name) <= 18]
        long = [view for view in views if len(view.name) > 18]
        half = width // 2
        for place in range(0, len(short), 2):
            lines.append([span for view in short[place : place + 2] for span in self._knob(view, half)])
        return lines + [self._knob(view, width) for view in long]

    def _knob(self, view: KnobView, width: int) -> list[Span]:
        palette, pick = self.palette, KnobPick(view.name)
        value = view.shown if view.name != "advisor_mode" else str(view.value)
        style = palette["dim"] if view.value == view.default else palette["warm"]
        name = fit(view.name, max(8, width - 6 if width < 40 else 36))
        return [Span(name, palette["dim"], pick), Span(fit(f" {value}", max(3, width - len(name))), style, pick)]
