"""What every panel has: a frame with a title, lines that scroll, a row under the cursor, things to pick."""

from __future__ import annotations

from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from ksmlab.tui.lines import Line, pick_at, plain, strip
from ksmlab.tui.picks import Pick
from ksmlab.tui.stage import Stage
from ksmlab.tui.theme import Palette, palette


class Panel(ScrollView, can_focus=True):
    """A panel over the stage. Subclasses give `lines`; they are made when something changed and the panel is seen."""

    title = ""
    follow_end = False  # keep the last line in sight, as a log does
    has_cursor = False  # a row can be chosen with the keys
    shows_selection = True  # the selection changes what it says

    class Picked(Message):
        """Somebody picked something, with the mouse or with the keys; `again`: it was picked already."""

        def __init__(self, pick: Pick, again: bool = False) -> None:
            self.pick, self.again = pick, again
            super().__init__()

    def __init__(self, stage: Stage, name: str) -> None:
        super().__init__(id=name, classes="panel")
        self.stage = stage
        self.border_title = self.title
        self.row = 0
        self._lines: list[Line] = []
        self._stamp: object = None

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
        width = self.inner.width
        if width <= 0 or not self.display:
            return
        stage = self.stage
        about = (
            stage.version
            if self.shows_selection
            else (stage.story_of_page, stage.slot if stage.story_of_page else None)
        )
        stamp = (stage.moment, stage.active, width, self.app.theme, about)
        if stamp == self._stamp and not self.follow_end:
            return
        self._stamp = stamp
        self._lines = self.lines(width - 1)  # a blank before the scrollbar
        self.virtual_size = Size(width, len(self._lines))
        self.row = max(0, min(self.row, len(self._lines) - 1))
        if self.follow_end:
            self.scroll_to(y=len(self._lines), animate=False, immediate=True)
        self.refresh()

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

    def on_click(self, event: events.Click) -> None:
        """Pick what stands under the mouse."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        at = offset.y + int(self.scroll_offset.y)
        if at < len(self._lines):
            self.row = at
            self.refresh()
            self.pick(pick_at(self._lines[at], offset.x))

    def pick(self, pick: Pick | None) -> None:
        """Tell the screen that something was picked."""
        if pick is not None:
            self.post_message(self.Picked(pick, again=pick == self.stage.selection))

    def move(self, rows: int, columns: int) -> None:
        """The keys' way through the panel: the cursor's row where there is one, else the lines scroll."""
        if self.has_cursor:
            self.row = max(0, min(self.row + rows, len(self._lines) - 1))
            self.scroll_to_row()
            self.pick_row()
        else:
            self.scroll_relative(y=rows, animate=False)
        self.refresh()

    def pick_row(self) -> None:
        """Pick what the cursor's row stands for."""
        if self.row < len(self._lines):
            self.pick(pick_at(self._lines[self.row], 10_000))

    def scroll_to_row(self) -> None:
        """Keep the cursor's row in sight."""
        top, height = int(self.scroll_offset.y), self.inner.height
        if self.row < top:
            self.scroll_to(y=self.row, animate=False, immediate=True)
        elif self.row >= top + height:
            self.scroll_to(y=self.row - height + 1, animate=False, immediate=True)

    def text(self) -> str:
        """What it says, for the clipboard."""
        return plain(self._lines or self.lines(100))
