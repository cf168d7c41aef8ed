"""What the live panels share: a frame, lines that scroll, and a row under the cursor where rows can be chosen."""

from __future__ import annotations

from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from ksmlab.tui.lines import Line, strip
from ksmlab.tui.live.past import Past
from ksmlab.tui.theme import Palette, palette


class LivePanel(ScrollView, can_focus=True):
    """A panel over the past. Subclasses give `lines`."""

    title = ""
    has_cursor = False

    def __init__(self, past: Past, name: str) -> None:
        super().__init__(id=name, classes="panel")
        self.past = past
        self.border_title = self.title
        self.row = 0
        self._lines: list[Line] = []

    @property
    def palette(self) -> Palette:
        """The looks of the present theme."""
        return palette(self.app.theme)

    def lines(self, width: int) -> list[Line]:
        """The panel's lines for that many columns."""
        raise NotImplementedError

    def update_view(self) -> None:
        """Make the lines anew."""
        width = self.scrollable_content_region.width
        if width <= 0 or not self.display:
            return
        self._lines = self.lines(width - 1)
        self.virtual_size = Size(width, len(self._lines))
        self.row = max(0, min(self.row, len(self._lines) - 1))
        self.refresh()

    def on_resize(self) -> None:
        """Other columns: other lines."""
        self.update_view()

    def render_line(self, y: int) -> Strip:
        """One line as it stands in the frame."""
        width, at = self.scrollable_content_region.width, y + int(self.scroll_offset.y)
        ground = self.rich_style
        if at >= len(self._lines):
            return Strip.blank(width, ground)
        if self.has_cursor and self.has_focus and at == self.row:
            ground += self.palette["select"]
        return strip(self._lines[at], width, ground)

    def move(self, rows: int) -> None:
        """Up and down: the cursor where there is one, else the lines scroll."""
        if not self.has_cursor:
            self.scroll_relative(y=rows, animate=False)
            return
        self.row = max(0, min(self.row + rows, len(self._lines) - 1))
        top, height = int(self.scroll_offset.y), self.scrollable_content_region.height
        if not top <= self.row < top + height:
            self.scroll_to(y=self.row if self.row < top else self.row - height + 1, animate=False, immediate=True)
        self.refresh()
