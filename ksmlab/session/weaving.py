"""Plays a session again and notes, as steps of a scenario, what was done when."""

from __future__ import annotations

from collections.abc import Callable

from ksmlab.kernel.features import Features
from ksmlab.ksm.scan import can_progress, scan_full_scans
from ksmlab.scenario.model import Expect, Scan, Scenario, Step
from ksmlab.session import expecting
from ksmlab.session.commands import Unit
from ksmlab.session.pieces import Moment, Part, idle, pieces
from ksmlab.session.player import Player
from ksmlab.session.report import Report


class Weaver:
    """Do to it what was done to the lab; then ask for the woven steps."""

    def __init__(self, scenario: Scenario, kernel: str, features: Features) -> None:
        self._player = Player(scenario, kernel, features)
        self._done: list[Part | Step] = []
        self._touched = False  # something was done that the file does not have
        self._player.say(Report())
        self._say(0)

    def by_hand(self, step: Step) -> None:
        """A step by hand."""
        self._touched = True
        before = self._moment()
        self._player.by_hand(step, Report())
        if isinstance(step, Scan) and before.run == 2:
            self._done += idle(self._moment().wakeups_done - before.wakeups_done)
        else:
            self._done.append(step)

    def move(self, unit: Unit) -> None:
        """One page, wake-up, full scan or step."""
        player, upcoming = self._player, self._upcoming
        if unit == "full_scan":
            self._full_scan()
        elif unit != "step":
            self._scan(player.page if unit == "page" else player.wakeup)
        elif isinstance(upcoming, Scan):
            self._scan(player.step)
        elif upcoming is not None:
            at = player.place.at
            player.step(Report())
            self._done.append(upcoming)
            self._say(at + 1)

    def woven(self) -> list[Step] | None:
        """All steps, those still to come included; None if nothing was done that the file does not have."""
        if not self._touched:
            return None
        steps: list[Step] = []
        for place, part in enumerate(self._done):
            if not isinstance(part, Part):
                steps.append(part)
            elif part.first and (part.done or place == len(self._done) - 1):
                steps.append(self._player.steps[part.index or 0])
            else:
                steps += pieces(part)
        return steps + self._rest()

    # ------------------------------------------------------------------ playing

    @property
    def _upcoming(self) -> Step | None:
        return None if self._player.finished else self._player.steps[self._player.place.at]

    def _scan(self, move: Callable[[Report], None]) -> None:
        """Scanning that belongs to the file's scan step if one is at hand, else to none."""
        player, before = self._player, self._moment()
        at, in_file = player.place.at, isinstance(self._upcoming, Scan)
        begun = player.place.in_scan
        move(Report())
        self._note(at if in_file else None, before, in_file and not begun, player.place.at != at)
        if in_file and player.place.at != at:
            self._say(at + 1)

    def _full_scan(self) -> None:
        """Player.full_scan: wake-ups of the file's scan step at hand, then some that belong to no step."""
        player, ksm = self._player, self._player.machine.ksm
        target = ksm.cursor.seqnr + 1
        entering = isinstance(self._upcoming, Scan)
        while ksm.cursor.seqnr < target and (can_progress(ksm) or (entering and ksm.knobs.run == 2)):
            if not (player.place.in_scan or entering):
                before = self._moment()
                scan_full_scans(ksm, target - ksm.cursor.seqnr)
                return self._note(None, before, False, False)
            self._scan(player.wakeup)
            entering = False
        return None

    def _note(self, index: int | None, before: Moment, first: bool, done: bool) -> None:
        if index is None:
            self._touched = True
        last = self._done[-1] if self._done else None
        if isinstance(last, Part) and last.index == index and not last.done:
            last.stop, last.done = self._moment(), done
        else:
            self._done.append(Part(index, before, self._moment(), first, done))

    def _say(self, start: int) -> None:
        """Keep the notes and expectations from `start` on that were met; what did not hold is left out."""
        player = self._player
        for step in player.steps[start : player.place.at]:
            met = not isinstance(step, Expect) or all(
                one.met for one in expecting.check(step, player.machine.ksm, player.kernel)
            )
            if met or not self._touched:
                self._done.append(step)

    def _moment(self) -> Moment:
        ksm = self._player.machine.ksm
        left = ksm.cursor.batch_left
        return Moment(ksm.batch, left is not None, left or 0, ksm.knobs.pages_to_scan, ksm.knobs.run)

    def _rest(self) -> list[Step]:
        """What the file still has to do, the rest of a scan step that was split included."""
        place, steps = self._player.place, list(self._player.steps)
        if not place.in_scan:
            return steps[place.at :]
        last = self._done[-1] if self._done else None
        if isinstance(last, Part) and last.index == place.at and last.first:
            return steps[place.at + 1 :]  # it stands there whole
        ksm = self._player.machine.ksm
        rest: list[Step] = []
        if ksm.knobs.run == 2:
            rest = idle(place.wakeups or 0)
        elif place.target_scans is None:
            rest = [Scan(wakeups=place.wakeups, pages=place.pages)]
        elif place.target_scans > ksm.cursor.seqnr:
            rest = [Scan(full_scans=place.target_scans - ksm.cursor.seqnr)]
        return rest + steps[place.at + 1 :]
