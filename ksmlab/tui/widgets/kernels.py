"""Two kernels: what differs now, and which features of theirs make it differ."""

from __future__ import annotations

from ksmlab.tui.lines import Line, Span, wrap
from ksmlab.tui.picks import CounterPick, PagePick
from ksmlab.tui.widgets.panel import Panel


class Kernels(Panel):
    """Differences of this moment, then the features that explain them."""

    title = "Kernels"

    def lines(self, width: int) -> list[Line]:
        """Counters and pages that differ; the features."""
        versus, looks = self.stage.versus, self.palette
        if versus is None:
            return list(wrap("One kernel. :versus 6.1 puts another one beside it.", width, looks["dim"]))
        found = versus.difference(most=12)
        lines: list[Line] = []
        if not found:
            lines += wrap("No difference now. D runs to the next one.", width, looks["good"])
        for one in found.counters:
            text = f"{one.name}  {one.left} ≠ {one.right}"
            lines.append([Span(text, looks["differs"], CounterPick(one.name))])
        if found.page_count:
            lines.append([Span(f"{found.page_count:,} pages differ ", looks["differs"])])
            names = [Span(self.stage.lab.page_name(slot) + " ", looks["text"], PagePick(slot)) for slot in found.pages]
            lines += [names[place : place + 4] for place in range(0, len(names), 4)]
        lines.append([Span(f"{versus.left.kernel} and {versus.right.kernel} differ in", looks["title"])])
        for words in versus.explanation():
            lines += wrap(f"· {words}", width, looks["text"], "  ")
        return lines
