"""A machine and the place in its scenario: plays the file's steps, wake-up by wake-up or page by page."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ksmlab.kernel.features import Features
from ksmlab.ksm.recorder import Recorder
from ksmlab.ksm.scan import begin_wakeup, can_progress, scan_full_scans, scan_page, scan_wakeups
from ksmlab.machine import Machine
from ksmlab.scenario.model import Expect, Note, Run, Scan, Scenario, Step
from ksmlab.scenario.names import COSTS
from ksmlab.session import expecting
from ksmlab.session.report import Report
from ksmlab.session.running import begin, flat

NOTHING_TO_DO = "ksmd has nothing to do (run is not 1, or nobody is mergeable): full_scans will not grow"


@dataclass(slots=True)
class Place:
    """Where in the scenario a player is.

    at           index of the next step in `Player.steps`
    wakeups      wake-ups that the scan step in progress still owes; None if it counts full scans or is not begun
    target_scans full_scans at which the scan step in progress ends; None if it counts wake-ups or is not begun
    pages        looks that the scan step in progress still owes; None unless it counts pages
    """

    at: int = 0
    wakeups: int | None = None
    target_scans: int | None = None
    pages: int | None = None

    @property
    def in_scan(self) -> bool:
        """A scan step is begun and not done."""
        return self.wakeups is not None or self.target_scans is not None or self.pages is not None


class Player:
    """Plays one scenario on one kernel. `record_costs`: rows carry costs, and every search walks the real trees."""

    def __init__(self, scenario: Scenario, kernel: str, features: Features, record_costs: bool = False) -> None:
        self.kernel = kernel
        self.steps: tuple[Step, ...] = tuple(flat(scenario.steps))
        self.runner, self.refused_at_start = begin(scenario, features)
        self.place = Place()
        self._record_costs = record_costs
        self.machine.ksm.costs_wanted = record_costs or any(_names_a_cost(step) for step in self.steps)

    @property
    def machine(self) -> Machine:
        """The machine."""
        return self.runner.machine

    @property
    def finished(self) -> bool:
        """No step is left."""
        return self.place.at >= len(self.steps)

    def copy(self) -> Player:
        """A copy that shares nothing that changes."""
        twin = object.__new__(Player)
        twin.__dict__.update(self.__dict__)
        twin.runner, twin.place = self.runner.copy(), replace(self.place)
        return twin

    def page(self, report: Report) -> None:
        """One page; a wake-up is begun if none is in progress, and belongs to the scan step at hand if there is one."""
        self._enter_scan(report)
        if self._never_ends(report):
            return
        self._look()
        if self.place.pages is not None:
            self.place.pages -= 1
            if self.place.pages == 0:
                self._step_done(report)
        elif self.machine.ksm.cursor.batch_left is None:
            self._wakeup_done(report)

    def wakeup(self, report: Report, recorder: Recorder | None = None) -> None:
        """One wake-up, or the rest of the one in progress."""
        self._enter_scan(report)
        if self._never_ends(report):
            return None
        if self.place.pages is not None:
            return self._wakeup_of_pages(report, recorder)
        scan_wakeups(self.machine.ksm, 1)
        if recorder is not None:
            recorder.record()
        self._wakeup_done(report)

    def full_scan(self, report: Report) -> None:
        """Wake-ups until the full scan in progress is complete, through the scenario's scan steps and beyond."""
        ksm = self.machine.ksm
        self._enter_scan(report)
        target = ksm.cursor.seqnr + 1
        while ksm.cursor.seqnr < target and can_progress(ksm):
            if not self.place.in_scan:
                scan_full_scans(ksm, target - ksm.cursor.seqnr)
                return
            self.wakeup(report)

    def step(self, report: Report, recorder: Recorder | None = None) -> None:
        """The file's next step, or the rest of the scan step in progress; then the notes and expectations behind it."""
        if self.finished:
            return
        step = self.steps[self.place.at]
        if isinstance(step, Scan):
            self._scan(step, report, recorder)
        else:
            report.refused += self.runner.do(step)
            self._step_done(report)

    def by_hand(self, step: Step, report: Report) -> None:
        """A step that the file does not have, scans included; the place in the file stays."""
        ksm = self.machine.ksm
        if not isinstance(step, Scan):
            report.refused += self.runner.do(step)
        elif step.full_scans is not None:
            scan_full_scans(ksm, step.full_scans)
        elif step.pages is not None:
            for _ in range(step.pages):
                self._look()
        else:
            scan_wakeups(ksm, step.wakeups or 0)
        report.steps.append(step)

    def say(self, report: Report) -> None:
        """Notes and expectations at the present place."""
        while not self.finished:
            step = self.steps[self.place.at]
            if isinstance(step, Note):
                report.notes.append(step.text)
            elif isinstance(step, Expect):
                report.expectations += expecting.check(step, self.machine.ksm, self.kernel)
            else:
                return
            self.place.at += 1

    def recorder(self) -> Recorder:
        """A recorder for the wake-ups to come."""
        return Recorder(self.machine.ksm, self._record_costs)

    def _scan(self, step: Scan, report: Report, recorder: Recorder | None) -> None:
        ksm, place = self.machine.ksm, self.place
        self._enter_scan(report)
        while self.place is place and place.pages is not None:
            self._wakeup_of_pages(report, recorder)
        if self.place is place and ksm.cursor.batch_left is not None:
            self.wakeup(report, recorder)
        if self.place is not place:
            return  # that was the rest of it
        if place.wakeups is not None:
            scan_wakeups(ksm, place.wakeups, recorder)
        elif place.target_scans is not None:
            left = place.target_scans - ksm.cursor.seqnr
            if not scan_full_scans(ksm, left, recorder):
                report.narration.append(NOTHING_TO_DO)
        self._step_done(report)

    def _enter_scan(self, report: Report) -> None:
        """Begin the scan step at hand, if it is one; after `run: 2` the file's scan writes 1 first."""
        if self.finished or self.place.in_scan:
            return
        step = self.steps[self.place.at]
        if not isinstance(step, Scan):
            return
        ksm = self.machine.ksm
        if ksm.knobs.run == 2:
            report.refused += self.runner.do(Run(value=1))
            report.narration.append("run was 2: 1 is written first")
        self.place.wakeups, self.place.pages = step.wakeups, step.pages
        if step.full_scans is not None:
            self.place.target_scans = ksm.cursor.seqnr + step.full_scans

    def _never_ends(self, report: Report) -> bool:
        """A scan step that counts full scans is over at once when ksmd would do nothing, however fine the steps."""
        ksm = self.machine.ksm
        if self.place.target_scans is None or ksm.cursor.batch_left is not None or can_progress(ksm):
            return False
        report.narration.append(NOTHING_TO_DO)
        self._step_done(report)
        return True

    def _look(self) -> None:
        """ksmd looks at one page; a wake-up is begun if none is in progress."""
        ksm = self.machine.ksm
        if ksm.cursor.batch_left is None:
            begin_wakeup(ksm)
        if ksm.cursor.batch_left is not None:
            scan_page(ksm)

    def _wakeup_of_pages(self, report: Report, recorder: Recorder | None) -> None:
        """One wake-up, or the rest of it, as far as the scan step in progress goes, which counts pages."""
        place = self.place
        while self.place is place:
            self.page(report)
            if self.machine.ksm.cursor.batch_left is None:
                break
        if recorder is not None and self.machine.ksm.cursor.batch_left is None:
            recorder.record()

    def _wakeup_done(self, report: Report) -> None:
        place, ksm = self.place, self.machine.ksm
        if place.wakeups is not None:
            place.wakeups -= 1
            if place.wakeups <= 0:
                self._step_done(report)
        elif place.target_scans is not None and (ksm.cursor.seqnr >= place.target_scans or not can_progress(ksm)):
            self._step_done(report)

    def _step_done(self, report: Report) -> None:
        report.steps.append(self.steps[self.place.at])
        self.place = Place(self.place.at + 1)
        self.say(report)


def _names_a_cost(step: Step) -> bool:
    """An expectation about comparisons or checksums, which are counted only where every tree is walked."""
    return isinstance(step, Expect) and any(bound.name in COSTS for bound in step.bounds)
