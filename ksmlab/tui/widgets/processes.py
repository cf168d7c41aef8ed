"""Each process's ksm_stat under the chosen kernel's names, with what changed."""

from __future__ import annotations

from ksmlab.snapshot.counters import CounterView, process_stats
from ksmlab.tui.lines import Line, Span, fit
from ksmlab.tui.picks import CounterPick, PagePick
from ksmlab.tui.widgets.panel import Panel

NAME = 10


class Processes(Panel):
    """A row a process, a column a field."""

    title = "Processes  /proc/*/ksm_stat"
    has_cursor = True

    def lines(self, width: int) -> list[Line]:
        """The head with the fields' names, then the processes; exited ones are named at the end."""
        side, palette = self.stage.side, self.palette
        stats = process_stats(side.lab, side.history)
        views = {view.name: view for view in self.stage.processes()}
        if not stats:
            return [[Span("no process is left", palette["dim"])]]
        names = [field.name.removeprefix("ksm_") for field in stats[0].fields]
        column = max(6, min(16, (width - NAME) // max(1, len(names))))
        lines: list[Line] = [
            [Span(fit("", NAME), palette["dim"])] + [Span(f" {fit(name, column - 1)}", palette["dim"]) for name in names]
        ]
        for stat in stats:
            regions = views[stat.process].regions
            pick = PagePick(regions[0].first_slot) if regions else None
            row = [Span(fit(stat.process, NAME), palette["strong"], pick)]
            row += [self._field(stat.process, field, column) for field in stat.fields]
            lines.append(row)
        gone = [view.name for view in views.values() if view.exited]
        if gone:
            lines.append([Span(f"exited: {', '.join(gone)}", palette["dim"])])
        return lines

    def _field(self, process: str, field: CounterView, column: int) -> Span:
        value = f"{field.value:,}" if isinstance(field.value, int) else str(field.value)
        change = f"({field.change:+,})" if field.change else ""
        text = f"{value}{change}" if len(value) + len(change) < column else value
        style = "up" if field.change > 0 else "down" if field.change < 0 else "text"
        return Span(f" {fit(text, column - 1)}", self.palette[style], CounterPick(f"{process}.{field.name}"))
