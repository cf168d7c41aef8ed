"""What was typed and what the machine answered."""

from __future__ import annotations

from dataclasses import dataclass

from ksmlab.tui.lines import Line, Span, wrap
from ksmlab.tui.stage import Stage
from ksmlab.tui.widgets.panel import Panel

MOST = 2_000  # lines kept


_HINT = (
    ": opens the prompt. It takes what a real machine takes: cat /sys/kernel/mm/ksm/pages_sharing, "
    "echo 1 > /sys/kernel/mm/ksm/use_zero_pages, grep . /sys/kernel/mm/ksm/*, "
    "madvise vm1 ram 0-3 unmergeable; help lists more."
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line typed and its answer; `good` is False where the kernel or the console refused."""

    typed: str
    answer: str
    good: bool = True


class ConsoleLog(Panel):
    """A terminal of the simulated machine; `:` types into it."""

    title = "Console"
    follow_end = True

    def __init__(self, stage: Stage, name: str) -> None:
        super().__init__(stage, name)
        self.entries: list[Entry] = []

    def add(self, entry: Entry) -> None:
        """One more."""
        self.entries.append(entry)
        del self.entries[:-MOST]
        self.update_view()

    def lines(self, width: int) -> list[Line]:
        """All entries; how to type where there are none."""
        looks = self.palette
        if not self.entries:
            return list(wrap(_HINT, width, looks["dim"]))
        lines: list[Line] = []
        for entry in self.entries:
            lines.append([Span("# ", looks["dim"]), Span(entry.typed, looks["strong"])])
            for answer in entry.answer.splitlines():
                lines += wrap(answer, width, looks["text" if entry.good else "bad"], "  ")
        return lines
