"""Running on until something holds: a little at a time, so that keys are answered meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable

from textual.timer import Timer

from ksmlab.snapshot.hunt import Hunt
from ksmlab.tui.screens.base import LabBase

SLICE_S = 0.03  # of running on between keys
SHOWN_S = 0.25  # between views of where it is


class Hunting(LabBase):
    """A hunt goes on until it ends, or until somebody moves the lab otherwise; looking around does not disturb it."""

    _hunt: Hunt | None = None
    _ended: Callable[[bool], None]
    _shown_s = 0.0
    _alarm: Timer | None = None  # to the next stretch

    def begin_hunt(self, text: str, hunt: Hunt, ended: Callable[[bool], None]) -> None:
        """Run on for what `text` names; `ended` is told whether it was found."""
        self.stop_hunt()
        self.stage.show_decision(None)
        self.stage.hunted, self._hunt, self._ended = text, hunt, ended
        self._shown_s = time.monotonic()
        self.go_on()

    def stop_hunt(self) -> bool:
        """End it where it is; False when there is none."""
        if self._hunt is None:
            return False
        text, self._hunt, self.stage.hunted = self.stage.hunted, None, ""
        self.update_view()
        self.tell(f"Stopped before: {text}")
        return True

    def go_on(self) -> None:
        """Run on for a while; when another screen lies on top, nothing, and this is called again when it is gone."""
        if self._alarm is not None:
            self._alarm.stop()  # called before its time
        hunt, found = self._hunt, None
        if hunt is None or not self.is_current:
            return
        until_s = time.monotonic() + SLICE_S
        with self.told():
            while found is None and time.monotonic() < until_s:
                found = next(hunt, False)
        self.stage.note()
        if found is None:
            self._alarm = self.set_timer(0.001, self._rung)
            if time.monotonic() - self._shown_s < SHOWN_S:
                return
        else:
            self._hunt, self.stage.hunted = None, ""
        self.update_view()
        self._shown_s = time.monotonic()
        if found is not None:
            self._ended(found)

    def _rung(self) -> None:
        self._alarm = None  # a timer must not stop itself
        self.go_on()
