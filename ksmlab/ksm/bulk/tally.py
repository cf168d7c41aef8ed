"""Counts what happened in a window, and what each count was at the end of every wake-up in it."""

from __future__ import annotations

import numpy as np

from ksmlab.ksm.state import Ksm


class Tally:
    """Sums of changes, by name, at the window's end and at each wake-up's end.

    An event's position is the number of visits before it or, for a visit, its own number from 0. ends: int64, shape
    (wake-ups
    that end in the window,), the number of visits at which each ends.
    """

    def __init__(self, ksm: Ksm, visits: int) -> None:
        budget = ksm.cursor.batch_left
        assert budget is not None
        self.visits = visits
        self.ends = np.arange(budget, visits + 1, ksm.knobs.pages_to_scan, dtype=np.int64)
        self.totals: dict[str, int] = {}
        self.at_ends: dict[str, np.ndarray] = {}

    def add(self, name: str, positions: np.ndarray, amount: int = 1) -> None:
        """`amount` at each of the positions (integers, ascending)."""
        count = len(positions)
        if not count:
            return
        self.totals[name] = self.totals.get(name, 0) + amount * count
        if len(self.ends):
            self._add_at_ends(name, np.searchsorted(positions, self.ends, "left") * amount)

    def add_every_visit(self, name: str, amount: int = 1) -> None:
        """`amount` at each visit."""
        self.totals[name] = self.totals.get(name, 0) + amount * self.visits
        if len(self.ends):
            self._add_at_ends(name, self.ends * amount)

    def _add_at_ends(self, name: str, amounts: np.ndarray) -> None:
        known = self.at_ends.get(name)
        self.at_ends[name] = amounts if known is None else known + amounts

    def total(self, name: str) -> int:
        """The sum for the whole window."""
        return self.totals.get(name, 0)

    def at(self, name: str) -> np.ndarray | int:
        """The sums at each wake-up's end: int64, shape (wake-ups,); 0 where nothing happened."""
        return self.at_ends.get(name, 0)
