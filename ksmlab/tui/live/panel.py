"""What the live panels share: lines made from the past, and the keys' way through them."""

from __future__ import annotations

from textual import events
from textual.message import Message

from ksmlab.tui.live.past import Past
from ksmlab.tui.widgets.lines_panel import LinesPanel


class LivePanel(LinesPanel):
    """A panel over the past. Subclasses give `lines`."""

    class Clicked(Message):
        """The mouse was pressed in a panel; where there is a cursor, it stands there now."""

        def __init__(self, panel: LivePanel, on_a_line: bool) -> None:
            self.panel, self.on_a_line = panel, on_a_line
            super().__init__()

    def __init__(self, past: Past, name: str) -> None:
        super().__init__(name)
        self.past = past

    def move(self, rows: int) -> None:
        """Up and down: the cursor where there is one, else the lines scroll."""
        if not self.has_cursor:
            self.scroll_relative(y=rows, animate=False)
            return
        self.row = max(0, min(self.row + rows, len(self._lines) - 1))
        self.scroll_to_row()
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """The cursor goes to what stands under the mouse."""
        offset = event.get_content_offset(self)
        at = offset.y + int(self.scroll_offset.y) if offset is not None else len(self._lines)
        on_a_line = at < len(self._lines)
        if self.has_cursor and on_a_line:
            self.row = at
            self.refresh()
        self.post_message(self.Clicked(self, on_a_line))
