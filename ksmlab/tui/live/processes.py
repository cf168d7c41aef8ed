"""Processes that KSM works for, the most profitable first."""

from __future__ import annotations

from ksmlab.live.reader import LiveProcess
from ksmlab.tui.lines import Line, Span, fit
from ksmlab.tui.live.panel import LivePanel

COLUMNS = (("merging", "ksm_merging_pages"), ("items", "ksm_rmap_items"), ("zero", "ksm_zero_pages"))
ANY = "ksm_merge_any"
CELL = 9
ROOMY = 62  # columns for all fields and a name; with fewer, zero pages are left out
HEAD = 1  # lines above the first process


class LiveProcesses(LivePanel):
    """One line a process; enter chooses one."""

    title = "Processes by profit"
    has_cursor = True

    def process(self) -> LiveProcess | None:
        """The process under the cursor."""
        found = self.past.now.snapshot.processes if self.past.now else ()
        return found[self.row - HEAD] if HEAD <= self.row < HEAD + len(found) else None

    def lines(self, width: int) -> list[Line]:
        """A heading, the processes, and how many may not be seen."""
        sample = self.past.now
        if sample is None:
            return [[Span("looking…", self.palette["dim"])]]
        columns = COLUMNS if width >= ROOMY else COLUMNS[:2]
        looks, room = self.palette, max(6, width - 27 - CELL * len(columns))
        heading = "".join(f"{word:>{CELL}}" for word, _ in columns)
        lines: list[Line] = [[Span(f"{'pid':>7} {fit('process', room)}{'profit':>14}{heading}  any", looks["title"])]]
        lines += [self._process(each, room, [name for _, name in columns]) for each in sample.snapshot.processes]
        if not sample.snapshot.processes:
            lines.append([Span("no process has mergeable memory", looks["dim"])])
        if count := sample.snapshot.unreadable:
            lines.append([Span(f"{count} processes of others are shown to root only", looks["dim"])])
        return lines

    def _process(self, process: LiveProcess, room: int, names: list[str]) -> Line:
        looks = self.palette
        # an older kernel has fewer fields: a dash, not a zero
        cells = [process.fields.get(name, "—") for name in names]
        shown = "".join(f"{f'{cell:,}' if isinstance(cell, int) else cell:>{CELL}}" for cell in cells)
        return [
            Span(f"{process.pid:>7} {fit(process.comm, room)}", looks["text"]),
            Span(f"{process.profit:>14,}", looks["up" if process.profit >= 0 else "down"]),
            Span(f"{shown}  {process.fields.get(ANY, '—')}", looks["text"]),
        ]
