"""Each process's ksm_stat under the chosen kernel's names, with what changed."""

from __future__ import annotations

from ksmlab.snapshot.counters import CounterView, ProcessStat, process_stats
from ksmlab.snapshot.processes import ProcessView
from ksmlab.tui.lines import Line, Span, fit
from ksmlab.tui.picks import CounterPick, PagePick, Pick
from ksmlab.tui.widgets.panel import Panel

FIELD = 21  # columns of a field's name, where processes stand beside each other
PROCESS = 14  # columns of a process then
NAME = 10  # columns of a process's name, where they stand below each other


class Processes(Panel):
    """A column a process as long as they fit, else a row a process."""

    title = "Processes  /proc/*/ksm_stat"
    shows_selection = False
    has_cursor = True

    def wished_rows(self) -> int:
        """Rows for the fields and those that exited."""
        return 9 if len(self.stage.processes()) <= 2 else len(self.stage.processes()) + 2

    def lines(self, width: int) -> list[Line]:
        """The fields of all processes; exited ones are named at the end."""
        side, palette = self.stage.side, self.palette
        stats = process_stats(side.lab, side.history)
        views = {view.name: view for view in self.stage.processes()}
        if not stats:
            return [[Span("no process is left", palette["dim"])]]
        beside = FIELD + PROCESS * len(stats) <= width
        lines = self._beside(stats, views) if beside else self._below(stats, views, width)
        gone = [view.name for view in views.values() if view.exited]
        if gone:
            lines.append([Span(f"exited: {', '.join(gone)}", palette["dim"])])
        return lines

    def _beside(self, stats: tuple[ProcessStat, ...], views: dict[str, ProcessView]) -> list[Line]:
        palette = self.palette
        head = [Span(fit("", FIELD), palette["dim"])]
        head += [
            Span(f"{stat.process:>{PROCESS}}", palette["strong"], _first_page(views[stat.process])) for stat in stats
        ]
        lines: list[Line] = [head]
        for place, field in enumerate(stats[0].fields):
            row = [Span(fit(field.name, FIELD), palette["text"])]
            row += [self._field(stat.process, stat.fields[place], PROCESS) for stat in stats]
            lines.append(row)
        return lines

    def _below(self, stats: tuple[ProcessStat, ...], views: dict[str, ProcessView], width: int) -> list[Line]:
        palette = self.palette
        names = [field.name.removeprefix("ksm_").removeprefix("process_") for field in stats[0].fields]
        column = max(6, min(16, (width - NAME) // max(1, len(names))))
        lines: list[Line] = [
            [Span(fit("", NAME), palette["dim"])]
            + [Span(f" {fit(name, column - 1)}", palette["dim"]) for name in names]
        ]
        for stat in stats:
            row = [Span(fit(stat.process, NAME), palette["strong"], _first_page(views[stat.process]))]
            lines.append(row + [self._field(stat.process, field, column) for field in stat.fields])
        return lines

    def _field(self, process: str, field: CounterView, column: int) -> Span:
        value = f"{field.value:,}" if isinstance(field.value, int) else str(field.value)
        change = f" {field.change:+,}" if field.change else ""
        text = value + change if len(value) + len(change) < column else value
        style = "up" if field.change > 0 else "down" if field.change < 0 else "text"
        return Span(f"{text:>{column}}", self.palette[style], CounterPick(f"{process}.{field.name}"))


def _first_page(view: ProcessView) -> Pick | None:
    return PagePick(view.regions[0].first_slot) if view.regions else None
