"""One lab on the stage, with what the screen remembers of it: earlier counters, pages that changed, told stories."""

from __future__ import annotations

import numpy as np

from ksmlab.lab import Lab
from ksmlab.snapshot.counter_history import CounterHistory
from ksmlab.snapshot.hand import Hand, hand
from ksmlab.snapshot.history import Historian
from ksmlab.snapshot.watcher import Watcher


class Side:
    """A lab and what was seen of it."""

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self.watcher = Watcher()
        self.historian = Historian()
        self.history = CounterHistory(lab)
        self.hand: Hand = hand(lab)
        self._seen_at = lab.at

    def note(self) -> None:
        """After a command: remember the counters; after a jump in time nothing counts as changed."""
        if self.lab.at not in (self._seen_at, self._seen_at + 1):
            self.watcher.forget()
        self._seen_at = self.lab.at
        self.history.note(self.lab)
        self.hand = hand(self.lab)

    def changed(self, first_slot: int, last_slot: int) -> np.ndarray:
        """bool, one for each row from first_slot to last_slot: it became something else in the last command."""
        return self.watcher.look(self.lab, first_slot, last_slot)

    def compared(self) -> frozenset[int]:
        """The waiting pages that the last page's search compared with."""
        events = [event for event in self.lab.last.events if event.function == "cmp_and_merge_page"]
        if not events:
            return frozenset()
        return frozenset(step.node for step in events[-1].path if step.tree == "unstable")
