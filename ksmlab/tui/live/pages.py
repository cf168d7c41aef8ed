"""The mergeable pages of one chosen process, shared frames in their colours."""

from __future__ import annotations

from itertools import groupby

from ksmlab.live.process_pages import LiveRegion
from ksmlab.tui.lines import Line, Span, wrap
from ksmlab.tui.live.panel import LivePanel
from ksmlab.tui.live.past import Past

PAGES_AT_MOST = 4096  # of one mapping; the counts above them are of all
ROLES = {"z": "zero_ksm", ".": "private", " ": "untouched"}
LEGEND = "= shared  . private  z zero page  (blank) not mapped"


class LivePages(LivePanel):
    """Regions, or a sentence that says why there are none."""

    title = "Pages"

    def __init__(self, past: Past, name: str, words: str) -> None:
        super().__init__(past, name)
        self._words = words
        self._regions: list[LiveRegion] = []

    def say(self, title: str, words: str) -> None:
        """No pages, but words."""
        self._show(title, words, [])

    def show(self, title: str, regions: list[LiveRegion]) -> None:
        """The pages of a process."""
        self._show(title, "" if regions else "this process has no mergeable memory", regions)

    def _show(self, title: str, words: str, regions: list[LiveRegion]) -> None:
        self.border_title, self._words, self._regions = title, words, regions
        self.update_view()

    def lines(self, width: int) -> list[Line]:
        """For each region its counts, then its pages."""
        if not self._regions:
            return [*wrap(self._words, width, self.palette["dim"])]
        lines: list[Line] = [*wrap(LEGEND, width, self.palette["dim"])]
        for region in self._regions:
            counts = ", ".join(f"{count:,} {kind.replace('_', ' ')}" for kind, count in region.count().items() if count)
            lines += wrap(f"{region.start:#x} {region.name or '(anonymous)'}: {counts}", width, self.palette["title"])
            lines += self._cells(region, max(8, width - 9))
        return lines

    def _cells(self, region: LiveRegion, width: int) -> list[Line]:
        letters, frames = region.letters()[:PAGES_AT_MOST], region.frames.tolist()
        lines: list[Line] = []
        for start in range(0, len(letters), width):
            row = zip(letters[start : start + width], frames[start : start + width], strict=False)
            # neighbours in the same frame, or of the same kind, are one stretch
            groups = groupby(row, key=lambda page: (page[0], page[1] if page[0] == "=" else 0))
            spans = [Span(f"{start:>7}  ", self.palette["faint"])]
            for (letter, frame), pages in groups:
                style = self.palette.node(frame) if letter == "=" else self.palette[ROLES[letter]]
                spans.append(Span(letter * len(list(pages)), style))
            lines.append(spans)
        hidden = len(frames) - len(letters) + region.left_out
        return [*lines, *wrap(f"and {hidden:,} pages more", width, self.palette["dim"])] if hidden else lines
