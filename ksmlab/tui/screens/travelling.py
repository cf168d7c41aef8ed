"""Time: back and forth, jumps, bookmarks, one decision."""

from __future__ import annotations

from collections.abc import Callable

from ksmlab.errors import KsmlabError
from ksmlab.lab import Lab
from ksmlab.snapshot.decision import next_decision
from ksmlab.snapshot.until import parse_until
from ksmlab.tui.screens.jumping import back_before, jump
from ksmlab.tui.screens.timing import TimeActions


class TravelActions(TimeActions):
    """Moves through the session's history."""

    # ------------------------------------------------------------------ back and forth

    def action_back(self) -> None:
        """Undo the last command; within a decision, one step of it."""
        stage = self.stage
        if stage.decision is not None and stage.decision_at > 0:
            stage.show_decision(stage.decision, stage.decision_at - 1)
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
        self.run_until(condition, self.tell)

    def run_until(self, condition: str, answer: Callable[[str, bool], None]) -> None:
        """Run on until a condition holds; `answer` gets what came of it, and whether that is good."""
        try:
            until = parse_until(self.stage.lab, condition)
        except KsmlabError as error:
            answer(f"until: {error}", False)
            return

        def ended(found: bool) -> None:
            why = self.stage.side.hand.why_not or "the scenario is over and nothing changes any more"
            answer(f"Reached: {until.text}" if found else f"It never came to {until.text}: {why}", found)

        self.set_playing(False)
        self.begin_hunt(f"until {until.text}", until.hunt(self.stage.labs), ended)

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
            stage.show_decision(next_decision(stage.lab), 0)
            self.open_panel = "why"
        elif stage.decision_at + 1 < len(stage.decision.steps):
            stage.show_decision(stage.decision, stage.decision_at + 1)
        else:
            self.advance("page")
            return
        self.update_view()
