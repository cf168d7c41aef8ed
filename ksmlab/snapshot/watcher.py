"""Which pages changed since somebody looked last."""

from __future__ import annotations

import numpy as np

from ksmlab.lab import Lab
from ksmlab.snapshot.cells import node_serials, page_states


class Watcher:
    """Remembers what the pages of some stretches were, and tells which are something else after the next command.

    `look` after every command; a stretch that was not looked at before has changed nowhere.
    """

    def __init__(self) -> None:
        self._seen: dict[tuple[int, int], tuple[np.ndarray, np.ndarray]] = {}
        self._changed: dict[tuple[int, int], np.ndarray] = {}
        self._at: object = None

    def look(self, lab: Lab, first_slot: int, last_slot: int) -> np.ndarray:
        """bool, one for each row from first_slot to last_slot, both included: it changed in the last command.

        Asked again at the same moment it gives the same answer.
        """
        moment = (id(lab), lab.at, id(lab.last))
        stretch = (first_slot, last_slot)
        if moment != self._at:
            self._at, self._changed = moment, {}
        known = self._changed.get(stretch)
        if known is None:
            now = page_states(lab, first_slot, last_slot), node_serials(lab, first_slot, last_slot)
            before = self._seen.get(stretch, now)
            known = (before[0] != now[0]) | (before[1] != now[1])
            self._seen[stretch], self._changed[stretch] = now, known
        return known

    def forget(self) -> None:
        """After a jump in time, or another lab: nothing counts as changed at the next look."""
        self._seen.clear()
        self._changed.clear()
        self._at = None
