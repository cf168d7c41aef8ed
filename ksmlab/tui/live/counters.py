"""The running kernel's counters, each with its change and its past, and its knobs, which are only shown."""

from __future__ import annotations

from ksmlab.tui.lines import Line, Span, fit
from ksmlab.tui.live.panel import LivePanel
from ksmlab.tui.sparkline import sparkline

NAME, VALUE, CHANGE = 19, 13, 9


class LiveCounters(LivePanel):
    """Counters and knobs of /sys/kernel/mm/ksm."""

    title = "Counters  /sys/kernel/mm/ksm"

    def lines(self, width: int) -> list[Line]:
        """Counters above, knobs below."""
        sample = self.past.now
        if sample is None:
            return [[Span("looking…", self.palette["dim"])]]
        changes = sample.rates.changes if sample.rates else {}
        counters = sample.snapshot.counters.items()
        lines = [self._counter(name, value, changes.get(name, 0), width) for name, value in counters]
        lines.append([Span(fit("knobs (read-only) ".ljust(width, "─"), width), self.palette["faint"])])
        return lines + [self._knob(name, value, width) for name, value in sample.snapshot.knobs.items()]

    def _counter(self, name: str, value: int, change: int, width: int) -> Line:
        looks, room = self.palette, width - NAME - VALUE - CHANGE - 2
        past = self.past.history(name, room) if room > 0 else []
        return [
            Span(fit(name, NAME), looks["strong" if change else "text"]),
            Span(f"{value:>{VALUE},}", looks["strong"]),
            Span(f" {f'{change:+,}' if change else '':>{CHANGE - 1}}", looks["up" if change > 0 else "down"]),
            Span("  " + sparkline(past, room), looks["spark"]),
        ]

    def _knob(self, name: str, value: str, width: int) -> Line:
        column = min(34, width - 12)
        return [
            Span(fit(name, column), self.palette["dim"]),
            Span(fit(f" {value}", width - column), self.palette["text"]),
        ]
