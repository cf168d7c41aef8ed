"""Two kernels: what differs now, the feature that makes the first difference, and all features in which they differ."""

from __future__ import annotations

from ksmlab.kernel.feature_facts import differences
from ksmlab.tui.lines import Line, Span, wrap
from ksmlab.tui.picks import CounterPick, PagePick
from ksmlab.tui.widgets.panel import Panel

EXPLAINED = 5_000  # pages of a machine on which the cause is looked for by experiment
NAMED = 12  # differing pages that are named


class Kernels(Panel):
    """Differences of this moment, then what explains them."""

    title = "Kernels"
    _cause = ""

    def on_mount(self) -> None:
        """Look for the cause in the background: it replays the scenario with one feature changed after the other."""
        pages = sum(region.pages for process in self.stage.processes() for region in process.regions)
        if self.stage.versus is not None and pages <= EXPLAINED:
            self._cause = "…"
            self.run_worker(self._find_cause, thread=True, exit_on_error=False)

    def lines(self, width: int) -> list[Line]:
        """Counters and pages that differ; the cause; the features."""
        versus, looks = self.stage.versus, self.palette
        if versus is None:
            return list(wrap("One kernel. :versus 6.1 puts another one beside it.", width, looks["dim"]))
        lines = self._now(width)
        if self._cause:
            lines.append([Span("the first difference", looks["title"])])
            lines += wrap(self._cause, width, looks["note"])
        lines.append([Span(f"{versus.left.kernel} and {versus.right.kernel} differ in", looks["title"])])
        for ours, theirs in differences(versus.left.features, versus.right.features):
            lines += wrap(f"{ours.feature}: {ours.value} ≠ {theirs.value}", width, looks["text"], "  ")
            lines += [[Span("  ", looks["dim"]), *line] for line in wrap(theirs.words, width - 2, looks["dim"])]
        return lines

    def _now(self, width: int) -> list[Line]:
        """What differs at this moment."""
        versus, looks = self.stage.versus, self.palette
        assert versus is not None
        found = versus.difference(most=NAMED)
        lines: list[Line] = []
        if not found:
            lines += wrap("Nothing that both count differs now. D runs to the next difference.", width, looks["good"])
        for one in found.counters:
            text = f"{one.name}  {one.left} ≠ {one.right}"
            lines.append([Span(text, looks["differs"], CounterPick(one.name))])
        if found.page_count:
            lines.append(
                [
                    Span(
                        f"{found.page_count:,} page{'s differ' if found.page_count > 1 else ' differs'}",
                        looks["differs"],
                    )
                ]
            )
            names = [Span(self.stage.lab.page_name(slot) + " ", looks["text"], PagePick(slot)) for slot in found.pages]
            lines += [names[place : place + 4] for place in range(0, len(names), 4)]
        return lines

    def _find_cause(self) -> None:
        versus = self.stage.versus
        cause = versus.explanation() if versus is not None else ""
        self.app.call_from_thread(self._found, cause or "No row of this scenario differs.")

    def _found(self, cause: str) -> None:
        self._cause = cause
        self._stamp = None
        self.update_view()
