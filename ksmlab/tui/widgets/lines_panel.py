"""The frame of every panel: a title, lines that scroll, and a row under the cursor where rows can be chosen."""

from __future__ import annotations

from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from ksmlab.tui.lines import Line, strip
from ksmlab.tui.theme import Palette, palette


class LinesPanel(ScrollView, can_focus=True):
    """A panel of lines. Subclasses give `lines`, and say in `update_view` when they are made anew."""

    title = ""
    has_cursor = False  # a row can be chosen with the keys

    def __init__(self, name: str) -> None:
        super().__init__(id=name, classes="panel")
        self.border_title = self.title
        self.row = 0
        self._lines: list[Line] = []

    @property
    def palette(self) -> Palette:
        """The looks of the present theme."""
        return palette(self.app.theme)

    @property
    def inner(self) -> Size:
        """Columns and rows inside the frame."""
        return self.scrollable_content_region.size

    def lines(self, width: int) -> list[Line]:
        """The panel's lines for that many columns."""
        raise NotImplementedError

    def update_view(self) -> None:
        """Make the lines anew: something changed."""
        if self.inner.width > 0 and self.display:
            self.make_lines(self.inner.width)
            self.refresh()

    def make_lines(self, width: int) -> None:
        """The lines for so many columns inside, with a blank before the scrollbar; the row stays among them."""
        self._lines = self.lines(width - 1)
        self.virtual_size = Size(width, len(self._lines))
        self.row = max(0, min(self.row, len(self._lines) - 1))

    def on_resize(self) -> None:
        """Other columns: other lines."""
        self.update_view()

    def render_line(self, y: int) -> Strip:
        """One line as it stands in the frame."""
        width, at = self.inner.width, y + int(self.scroll_offset.y)
        ground = self.rich_style
        if at >= len(self._lines):
            return Strip.blank(width, ground)
        if self.has_cursor and self.has_focus and at == self.row:
            ground += self.palette["select"]
        return strip(self._lines[at], width, ground)

    def scroll_to_row(self) -> None:
        """Keep the cursor's row in sight."""
        top, height = int(self.scroll_offset.y), self.inner.height
        if self.row < top:
            self.scroll_to(y=self.row, animate=False, immediate=True)
        elif self.row >= top + height:
            self.scroll_to(y=self.row - height + 1, animate=False, immediate=True)
