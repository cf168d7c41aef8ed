"""Time: forward and back, playing, jumps, bookmarks, one decision."""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.timer import Timer

from ksmlab.lab import Lab
from ksmlab.scenario.model import Scan
from ksmlab.snapshot.decision import next_decision
from ksmlab.snapshot.until import parse_until
from ksmlab.tui.screens.base import LabBase
from ksmlab.tui.screens.jumping import back_before, jump
from ksmlab.tui.stage import SPEEDS, Unit

_MOVES: dict[Unit, Callable[[Lab], object]] = {
    "page": Lab.step_page,
    "wakeup": Lab.step_wakeup,
    "full_scan": Lab.step_full_scan,
    "step": Lab.next_step,
}


class TimeActions(LabBase):
    """Moves through the session's history."""

    _clock: Timer | None = None
    _blurred = False

    def start_clock(self) -> None:
        """The timer that plays; it rests while nothing plays."""
        self._clock = self.set_interval(1 / self.stage.speed, self._tick, pause=True)

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
        self.stage.decision = None
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
        self.set_playing(not self.stage.playing)

    def set_playing(self, playing: bool) -> None:
        """Start or stop the clock."""
        self.stage.playing = playing
        assert self._clock is not None
        if playing and not self._blurred:
            self._clock.resume()
        else:
            self._clock.pause()
        self.update_view()

    def _tick(self) -> None:
        lab = self.stage.lab
        if lab.finished or (not lab.can_scan and isinstance(lab.upcoming, Scan) and self.stage.unit == "page"):
            self.set_playing(False)
            self.tell("The scenario is over." if lab.finished else self.stage.side.hand.why_not)
            return
        self.do(_MOVES[self.stage.unit] if isinstance(lab.upcoming, Scan) else Lab.next_step)

    def action_faster(self) -> None:
        """The next higher speed."""
        self._set_speed(1)

    def action_slower(self) -> None:
        """The next lower speed."""
        self._set_speed(-1)

    def _set_speed(self, way: int) -> None:
        place = SPEEDS.index(self.stage.speed) + way
        self.stage.speed = SPEEDS[max(0, min(len(SPEEDS) - 1, place))]
        if self._clock is not None:
            self._clock.stop()
        self._clock = self.set_interval(1 / self.stage.speed, self._tick, pause=True)
        self.set_playing(self.stage.playing)

    def pause_for_blur(self) -> None:
        """The terminal is not looking: rest."""
        self._blurred = True
        if self._clock is not None:
            self._clock.pause()

    def resume_after_blur(self) -> None:
        """The terminal looks again."""
        self._blurred = False
        if self._clock is not None and self.stage.playing:
            self._clock.resume()

    def on_screen_suspend(self, event: events.ScreenSuspend) -> None:
        """Another screen is on top."""
        self.pause_for_blur()

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        """Back on top."""
        self.resume_after_blur()

    # ------------------------------------------------------------------ back and forth

    def action_back(self) -> None:
        """Undo the last command; within a decision, one step of it."""
        stage = self.stage
        if stage.decision is not None and stage.decision_at > 0:
            stage.decision_at -= 1
            self.update_view()
            return
        self.set_playing(False)
        self.do(Lab.back)

    def action_forward(self) -> None:
        """Do again what was undone."""
        if self.stage.lab.at == len(self.stage.lab.commands):
            self.tell("This is the latest moment. n goes on with the scenario, s by one page.")
            return
        self.do(Lab.forward)

    def action_back_wakeup(self) -> None:
        """To before this wake-up."""
        self.do(lambda lab: back_before(lab, "wakeup"))

    def action_back_full_scan(self) -> None:
        """To before this full scan."""
        self.do(lambda lab: back_before(lab, "scan"))

    def action_back_step(self) -> None:
        """To before the scenario's last step."""
        self.do(lambda lab: back_before(lab, "step"))

    def action_reset(self) -> None:
        """To the start."""
        self.set_playing(False)
        self.do(Lab.reset)

    def action_latest(self) -> None:
        """To the latest moment that was reached."""
        self.do(lambda lab: lab.go_to(len(lab.commands)))

    def go_to(self, at: int) -> None:
        """To the moment after so many commands."""
        self.do(lambda lab: lab.go_to(max(0, min(at, len(lab.commands)))))

    def action_jump(self, to: str = "") -> None:
        """To a step, wake-up, scan or moment."""
        if not to:
            self.ask("jump", self.action_jump)
            return
        self.do(lambda lab: jump(lab, to))

    def action_until(self, condition: str = "") -> None:
        """Run until something holds."""
        if not condition:
            self.ask("until", self.action_until)
            return
        with self.told():
            until = parse_until(self.stage.lab, condition)
            reached: list[bool] = []
            self.do(lambda lab: reached.append(lab.run_until(parse_until(lab, condition).reached)))
            ran_out = "The scenario is over and ksmd brings nothing new: it never came to"
            self.tell(f"Reached: {until.text}" if all(reached) else f"{ran_out} {until.text}", good=all(reached))

    # ------------------------------------------------------------------ bookmarks

    def action_bookmark(self) -> None:
        """Put one here, or take it away."""
        self.stage.bookmarks ^= {self.stage.lab.at}
        self.update_view()

    def action_previous_bookmark(self) -> None:
        """To the last one before here."""
        before = [mark for mark in self.stage.bookmarks if mark < self.stage.lab.at]
        if before:
            self.go_to(max(before))

    def action_next_bookmark(self) -> None:
        """To the first one after here."""
        after = [mark for mark in self.stage.bookmarks if mark > self.stage.lab.at]
        if after:
            self.go_to(min(after))

    # ------------------------------------------------------------------ one decision

    def action_decision(self) -> None:
        """Into the next page's decision, on by one step of it, and at its end do it."""
        stage = self.stage
        if stage.decision is None:
            if not stage.side.hand.runs:
                self.tell(stage.side.hand.why_not)
                return
            stage.decision, stage.decision_at = next_decision(stage.lab), 0
            self.open_panel = "why"
        elif stage.decision_at + 1 < len(stage.decision.steps):
            stage.decision_at += 1
        else:
            self.advance("page")
            return
        self.update_view()
