"""What the live panels share: lines made from the past, and the keys' way through them."""

from __future__ import annotations

from ksmlab.tui.live.past import Past
from ksmlab.tui.widgets.lines_panel import LinesPanel


class LivePanel(LinesPanel):
    """A panel over the past. Subclasses give `lines`."""

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
