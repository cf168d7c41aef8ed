"""Checkpoints of a lab: going back is going back in time, to the nearest copy of the past and on by what followed."""

from __future__ import annotations

import time

from ksmlab.session.player import Player

MOST_BYTES = 512 << 20  # copies together; beyond it every second one is dropped
MOST_COPIES = 128


class Checkpoints:
    """Copies of a player at places in a history; the one at 0 is always kept.

    The present is copied when doing again what followed the last copy would take longer than a copy takes: on a large
    machine a wake-up of 100 pages costs less than the copy of a million. Where the copies lie changes no state.
    """

    def __init__(self, start: Player) -> None:
        self._copies: dict[int, Player] = {}
        self._copy_s = 0.0  # how long a copy takes
        self._since_s = 0.0  # how long the commands since the last copy took
        self._patience = 1  # copies' durations that may be owed; grows when copies must be dropped
        self._copy(0, start)

    def keep(self, at: int, player: Player, command_s: float, again: bool = False) -> None:
        """Remember the present, if it is its turn; command_s: how long the last command took.

        again: it was done before, when its copies were made: none is made now.
        """
        self._since_s = 0.0 if at in self._copies else self._since_s + command_s
        if again or at in self._copies or self._since_s < self._patience * self._copy_s:
            return
        while len(self._copies) > 1 and self._too_many(player):
            self._patience *= 2
            for place in sorted(self._copies)[1::2]:
                del self._copies[place]  # before the new copy is made, which then is made in this memory
        self._copy(at, player)

    def before(self, at: int) -> tuple[int, Player]:
        """The nearest place not after `at`, and a copy of the player there."""
        place = max(place for place in self._copies if place <= at)
        return place, self._copies[place].copy()

    def back_to(self, at: int) -> tuple[int, Player]:
        """The same, to go on from there."""
        self._since_s = 0.0
        return self.before(at)

    def forget_after(self, at: int) -> None:
        """The history was changed behind `at`."""
        for place in [place for place in self._copies if place > at]:
            del self._copies[place]

    def _copy(self, at: int, player: Player) -> None:
        start = time.perf_counter()
        self._copies[at] = player.copy()
        self._copy_s, self._since_s = time.perf_counter() - start, 0.0

    def _too_many(self, player: Player) -> bool:
        """A copy of the player would be one too many."""
        if len(self._copies) >= MOST_COPIES:
            return True
        return sum(one.machine.nbytes for one in (player, *self._copies.values())) > MOST_BYTES
