"""The line at the bottom of the live screen: its keys, to read and to click."""

from __future__ import annotations

from ksmlab.tui.lines import Line, Span
from ksmlab.tui.live.keys import KEYS
from ksmlab.tui.picks import ActionPick
from ksmlab.tui.theme import palette
from ksmlab.tui.widgets.bar import Bar


class KeyLine(Bar):
    """Those keys that have a short word; what is clicked is picked as an action."""

    def line(self, width: int) -> Line:
        """Keys and words; they fit into 80 columns."""
        looks, spans = palette(self.app.theme), list[Span]()
        for key in KEYS:
            if key.short:
                pick = ActionPick(key.action) if key.action else None
                spans += [Span(f" {key.shown}", looks["title"], pick), Span(f" {key.short} ", looks["dim"], pick)]
        return spans
