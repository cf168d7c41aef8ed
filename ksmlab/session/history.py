"""Checkpoints of a lab: going back is going back in time, to the nearest copy of the past and on by what followed."""

from __future__ import annotations

from ksmlab.session.player import Player

MOST_BYTES = 512 << 20  # copies together; beyond it every second one is dropped
MOST_COPIES = 128


class Checkpoints:
    """Copies of a player at places in a history; the one at 0 is always kept."""

    def __init__(self, start: Player) -> None:
        self._copies: dict[int, Player] = {0: start.copy()}
        self._every = 1

    def keep(self, at: int, player: Player) -> None:
        """Remember the present, if it is its turn."""
        if at % self._every or at in self._copies:
            return
        self._copies[at] = player.copy()
        while len(self._copies) > 1 and self._too_many():
            self._every *= 2
            for place in [place for place in self._copies if place % self._every]:
                del self._copies[place]

    def before(self, at: int) -> tuple[int, Player]:
        """The nearest place not after `at`, and a copy of the player there."""
        place = max(place for place in self._copies if place <= at)
        return place, self._copies[place].copy()

    def forget_after(self, at: int) -> None:
        """The history was changed behind `at`."""
        for place in [place for place in self._copies if place > at]:
            del self._copies[place]

    def _too_many(self) -> bool:
        if len(self._copies) > MOST_COPIES:
            return True
        return sum(copy.machine.nbytes for copy in self._copies.values()) > MOST_BYTES
