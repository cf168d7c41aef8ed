"""The frame of every panel: a title, lines that scroll, and a row under the cursor where rows can be chosen."""

from __future__ import annotations

from rich.style import Style
from textual.geometry import Region, Size
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
        self.ground = Style()  # what the lines stand on
        self._lines: list[Line] = []
        self._entitled = (self.title, "")

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

    def make_lines(self, width: int) -> None:
        """The lines for so many columns inside, with a blank before the scrollbar; the row stays among them."""
        old, row = self._lines, self.row
        self._lines = self.lines(width - 1)
        self.virtual_size = Size(width, len(self._lines))
        self.row = max(0, min(row, len(self._lines) - 1))
        if self.row != row:
            self.refresh()
        self.draw_again(old, int(self.scroll_offset.y))

    def draw_again(self, old: list[Line], top: int = 0) -> None:
        """Of the rows in sight, from line `top` on, only those that are not what they were are painted anew: a terminal
        far away, and this process, have less to do."""
        (width, height), new = self.inner, self._lines
        changed = [row for row in range(height) if old[top + row : top + row + 1] != new[top + row : top + row + 1]]
        regions = [Region(0, row, width, 1) for row in changed]
        if regions:
            self.refresh(*regions)

    def entitle(self, title: str, subtitle: str = "") -> None:
        """What stands in the frame; one that says the same is not drawn again."""
        if (title, subtitle) != self._entitled:
            self._entitled = (title, subtitle)
            self.border_title, self.border_subtitle = title, subtitle

    def on_resize(self) -> None:
        """Other columns: other lines."""
        self.update_view()

    def render_lines(self, crop: Region) -> list[Strip]:
        """All lines of one painting stand on the same ground, which Textual works out from every ancestor's style."""
        self.ground = self.rich_style
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """One line as it stands in the frame."""
        width, at = self.inner.width, y + int(self.scroll_offset.y)
        ground = self.ground
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
