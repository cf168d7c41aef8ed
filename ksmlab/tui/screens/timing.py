"""Time: forward, and playing."""

from __future__ import annotations

import time
from collections.abc import Callable

from textual import events
from textual.timer import Timer

from ksmlab.lab import Lab
from ksmlab.scenario.model import Scan
from ksmlab.tui.screens.hunting import Hunting
from ksmlab.tui.stage import SPEEDS, Unit

MADE_UP_S = 0.25  # the most that playing may be behind and then go faster for it


_MOVES: dict[Unit, Callable[[Lab], object]] = {
    "page": Lab.step_page,
    "wakeup": Lab.step_wakeup,
    "full_scan": Lab.step_full_scan,
    "step": Lab.next_step,
}


class TimeActions(Hunting):
    """Moves forward, once or by the clock."""

    _clock: Timer | None = None  # to the next moment, while it plays
    _due_s = 0.0  # when that is to come
    _blurred = False

    # ------------------------------------------------------------------ forward

    def action_page(self) -> None:
        """ksmd looks at one page."""
        self.advance("page")

    def action_wakeup(self) -> None:
        """One wake-up."""
        self.advance("wakeup")

    def action_full_scan(self) -> None:
        """To the end of the full scan."""
        self.advance("full_scan")

    def action_step(self) -> None:
        """The scenario's next step."""
        if all(side.lab.finished for side in self.stage.sides):
            self.tell("The scenario is over. s, b and f still scan; r goes back to the start.")
            return
        self.advance("step")

    def advance(self, unit: Unit) -> None:
        """Go on by one of these, and remember that playing goes on so."""
        self.stage.unit = unit
        why_not = self.stage.side.hand.why_not
        if unit != "step" and why_not and not isinstance(self.stage.lab.upcoming, Scan):
            self.tell(f"{why_not}. n goes on with the scenario.")
            return
        self.do(_MOVES[unit])

    def do(self, move: Callable[[Lab], object]) -> None:
        """Do a move to every lab, show what came of it."""
        self.stop_hunt()
        self.stage.show_decision(None)
        with self.told():
            self.stage.both(move)
            self._show_notes()
        self.update_view()

    def _show_notes(self) -> None:
        """On a small screen the story comes forward when there is a note to read or something did not hold."""
        report = self.stage.lab.last
        missed = any(not one.met for one in report.expectations)
        if (report.notes or missed) and "story" in self.plan.tabs and self.plan.tabs != () and len(self.plan.tabs) > 5:
            self.open_panel = "story"
        if missed:
            self.tell("Something that was expected does not hold: see the story.", good=False)

    # ------------------------------------------------------------------ playing

    def action_play(self) -> None:
        """Play, or pause."""
        if self.stop_hunt():
            return
        self.set_playing(not self.stage.playing)

    def set_playing(self, playing: bool) -> None:
        """Start or stop the clock."""
        self.stage.playing = playing
        self._due_s = time.monotonic()
        self._wind()
        self.update_view()

    def _wind(self) -> None:
        """Set the clock to the next moment, as the speed says; what the last ones were late is made up for."""
        if self._clock is not None:
            self._clock.stop()
            self._clock = None
        if self.stage.playing and not self._blurred:
            now_s = time.monotonic()
            self._due_s = max(now_s - MADE_UP_S, self._due_s + 1 / self.stage.speed)
            self._clock = self.set_timer(max(0.001, self._due_s - now_s), self._tick)

    def _tick(self) -> None:
        lab = self.stage.lab
        if lab.finished or (not lab.can_scan and isinstance(lab.upcoming, Scan) and self.stage.unit == "page"):
            self.set_playing(False)
            self.tell("The scenario is over." if lab.finished else self.stage.side.hand.why_not)
            return
        self.do(_MOVES[self.stage.unit] if isinstance(lab.upcoming, Scan) else Lab.next_step)
        self.call_after_refresh(self._wind)  # a moment that nobody saw was not played

    def action_faster(self) -> None:
        """The next higher speed."""
        self._set_speed(1)

    def action_slower(self) -> None:
        """The next lower speed."""
        self._set_speed(-1)

    def _set_speed(self, way: int) -> None:
        place = SPEEDS.index(self.stage.speed) + way
        self.stage.speed = SPEEDS[max(0, min(len(SPEEDS) - 1, place))]
        self.set_playing(self.stage.playing)

    def pause_for_blur(self) -> None:
        """The terminal is not looking: rest."""
        self._blurred = True
        self._wind()

    def resume_after_blur(self) -> None:
        """The terminal looks again."""
        self._blurred = False
        self._wind()
        self.go_on()

    def on_screen_suspend(self, event: events.ScreenSuspend) -> None:
        """Another screen is on top."""
        self.pause_for_blur()

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Back on top."""
        self.resume_after_blur()
