"""What every panel of the lab has: its lines are made from the stage, and what stands in them can be picked."""

from __future__ import annotations

from textual import events
from textual.message import Message

from ksmlab.tui.lines import pick_at, plain
from ksmlab.tui.picks import Pick
from ksmlab.tui.stage import Stage
from ksmlab.tui.widgets.lines_panel import LinesPanel


class Panel(LinesPanel):
    """A panel over the stage. Subclasses give `lines`; they are made when something changed and the panel is seen."""

    follow_end = False  # keep the last line in sight, as a log does
    shows_selection = True  # the selection changes what it says

    class Picked(Message):
        """Somebody picked something, with the mouse or with the keys; `again`: it was picked already."""

        def __init__(self, pick: Pick, again: bool = False) -> None:
            self.pick, self.again = pick, again
            super().__init__()

    def __init__(self, stage: Stage, name: str) -> None:
        super().__init__(name)
        self.stage = stage
        self._stamp: object = None

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
        stamp = (stage.moment, stage.active, stage.hurried, width, self.app.theme, about)
        if stamp == self._stamp and not self.follow_end:
            return
        self._stamp = stamp
        self.make_lines(width)
        if self.follow_end:
            self.scroll_to(y=len(self._lines), animate=False, immediate=True)

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

    def text(self) -> str:
        """What it says, for the clipboard."""
        return plain(self._lines or self.lines(100))
