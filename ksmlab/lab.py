"""The session: a machine under a kernel, its scenario and its history. Every face holds one Lab and nothing deeper."""

from __future__ import annotations

import time
from collections.abc import Callable

from ksmlab.kernel.profiles import profile, with_changes
from ksmlab.ksm.digest import digest
from ksmlab.ksm.events import Event
from ksmlab.ksm.scan import can_progress
from ksmlab.ksm.sysfs import read_counters, read_file, read_process
from ksmlab.ksm.validate import validate
from ksmlab.machine import Machine
from ksmlab.scenario.model import Scan, Scenario, Step
from ksmlab.session.commands import ByHand, Command, Move
from ksmlab.session.history import Checkpoints
from ksmlab.session.player import Player
from ksmlab.session.report import Report, Value

KEPT_EVENTS = 100_000  # of all stories together, about 100 MB; the oldest are forgotten, and told again when asked for
STORY_PAGES = 20_000  # a move that may look at more pages than this is not told as it goes (Lab.retell tells it)


class Lab:
    """One machine in one kernel, playing one scenario.

    kernel: a profile's name; None takes the scenario's own. costs: count page comparisons exactly, which walks every
    tree. check: validate every invariant after each command (AssertionError).
    """

    def __init__(
        self, scenario: Scenario, kernel: str | None = None, *, costs: bool = False, check: bool = False
    ) -> None:
        self.scenario = scenario
        self.profile = profile(kernel or scenario.kernel.base)
        self.kernel = self.profile.name
        self.features = with_changes(self.profile, scenario.kernel.changes)
        self._check = check
        self._player = Player(scenario, self.kernel, self.features, costs)
        self.commands: list[Command] = []  # everything done, the undone behind `at` included
        self.at = 0  # how many of them are in force
        self.reports: list[Report] = []  # of the commands in force; `opening` comes before them
        self.opening = Report(refused=self._player.refused_at_start)
        self._player.say(self.opening)
        self._checkpoints = Checkpoints(self._player)
        self._command_s = 0.0  # how long the last command took
        self._remembered = 0  # events in the reports
        self._forgotten = 0  # how many of the first reports have lost theirs
        self.branches = 0  # how often something else was done in the place of what had been undone
        self.branched_at = 0  # after how many commands the last time

    # ------------------------------------------------------------------ forward

    def step_page(self, count: int = 1) -> Report:
        """ksmd looks at one page (or `count`)."""
        return self._do(Move("page", count))

    def step_wakeup(self, count: int = 1) -> Report:
        """One wake-up of ksmd, or the rest of the one in progress."""
        return self._do(Move("wakeup", count))

    def step_full_scan(self, count: int = 1) -> Report:
        """Wake-ups until the full scan in progress is complete."""
        return self._do(Move("full_scan", count))

    def next_step(self, count: int = 1) -> Report:
        """The next step of the scenario, or the rest of the scan step in progress."""
        return self._do(Move("step", count))

    def advance(self) -> Report:
        """One wake-up where a scan is at hand (or nothing else is), else the scenario's next step."""
        return self.step_wakeup() if self.finished or isinstance(self.upcoming, Scan) else self.next_step()

    def do(self, step: Step) -> Report:
        """A step by hand: anything that a scenario can say. ScenarioError where the real process would not survive."""
        return self._do(ByHand(step))

    def run_until(self, reached: Callable[[Lab], bool], limit: int = 100_000) -> bool:
        """Wake-up after wake-up until `reached`; False at the scenario's end, when ksmd is idle, or after `limit`."""
        for _ in range(limit):
            if self.finished and not self.can_scan:
                return False
            self.advance()
            if reached(self):
                return True
        return False

    # ------------------------------------------------------------------ time

    def back(self, count: int = 1) -> int:
        """Undo so many commands; returns how many there were to undo."""
        target = max(0, self.at - count)
        undone = self.at - target
        self.go_to(target)
        return undone

    def forward(self, count: int = 1) -> int:
        """Do again what was undone; returns how many commands there were."""
        target = min(len(self.commands), self.at + count)
        redone = target - self.at
        self.go_to(target)
        return redone

    def go_to(self, target: int) -> None:
        """To the moment after the first `target` commands."""
        if target < self.at:
            again = target > 0 and self.reports[target - 1].forgotten  # the last command's story is there always
            del self._player  # first, so that the copy can be made in its memory
            place, self._player = self._checkpoints.back_to(target - again)
            self._remembered -= sum(len(report.events) for report in self.reports[place:])
            self._forgotten = min(self._forgotten, place)
            del self.reports[place:]
            self.at = place
        while self.at < target:
            self._apply(self.commands[self.at])

    def reset(self) -> None:
        """Back to the start; what was done stays there to be done again."""
        self.go_to(0)

    def retell(self, at: int) -> list[Event]:
        """The events of command `at` (0: the first), told again in full even where they were not kept."""
        place, player = self._checkpoints.before(at)
        for index in range(place, at):
            _run(player, self.commands[index], Report())
        report = Report()
        player.machine.ksm.trace = report.events.append
        _run(player, self.commands[at], report)
        return report.events

    def peek_page(self) -> list[Event]:
        """The events that looking at one page would give now; they happen to a copy, the lab stays as it is."""
        player, report = self._player.copy(), Report()
        player.machine.ksm.trace = report.events.append
        player.page(report)
        return report.events

    # ------------------------------------------------------------------ looking

    @property
    def machine(self) -> Machine:
        """The machine as it is: to be read, never to be written."""
        return self._player.machine

    @property
    def finished(self) -> bool:
        """The scenario has no step left."""
        return self._player.finished

    @property
    def upcoming(self) -> Step | None:
        """The next step of the scenario (or the scan step in progress)."""
        return None if self.finished else self._player.steps[self._player.place.at]

    @property
    def can_scan(self) -> bool:
        """ksmd would do something if it woke."""
        return can_progress(self.machine.ksm)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The scenario's steps with every repeat written out; `step_index` of them are done."""
        return self._player.steps

    @property
    def step_index(self) -> int:
        """How many of `steps` are done."""
        return self._player.place.at

    @property
    def last(self) -> Report:
        """What the last command brought."""
        return self.reports[-1] if self.reports else self.opening

    def counters(self) -> dict[str, int]:
        """/sys/kernel/mm/ksm's counters under this kernel's names."""
        return read_counters(self.machine.ksm)

    def processes(self) -> dict[str, dict[str, int | str]]:
        """Each living process's ksm_stat under this kernel's names."""
        ksm = self.machine.ksm
        return {process.name: read_process(ksm, process) for process in ksm.memory.processes if not process.exited}

    def read_file(self, name: str) -> str:
        """`cat /sys/kernel/mm/ksm/<name>`; KernelErrno ENOENT where this kernel has no such file."""
        return read_file(self.machine.ksm, name)

    def value(self, name: str) -> Value:
        """A counter, knob or "process.field" by name; None where this kernel has none."""
        from ksmlab.session.expecting import value_of

        return value_of(self.machine.ksm, name)

    def digest(self) -> str:
        """One word for the whole state, trees included."""
        return digest(self.machine.ksm)

    def page_name(self, slot: int) -> str:
        """A row of the page table for people: `vm1.ram[3]`."""
        process, region = self.machine.memory.owner(slot)
        return f"{process.name}.{region.name}[{slot - region.first_slot}]"

    def by_hand(self) -> list[tuple[int, Step]]:
        """(scenario steps done before it, the step) for everything in force that was done by hand."""
        done, found = 0, []
        for command, report in zip(self.commands, self.reports, strict=False):
            if isinstance(command, ByHand):
                found.append((done, command.step))
            else:
                done += len(report.steps)
        return found

    # ------------------------------------------------------------------ inside

    def _do(self, command: Command) -> Report:
        if self.at < len(self.commands) and self.commands[self.at] == command:
            return self._apply(command)
        kept = self._player.copy() if isinstance(command, ByHand) else None
        try:
            report = self._play(command)
        except Exception:
            if kept is not None:
                self._player = kept  # half a step is no step
            raise
        if self.at < len(self.commands):
            self.branches, self.branched_at = self.branches + 1, self.at
            del self.commands[self.at :]
            self._checkpoints.forget_after(self.at)
        self.commands.append(command)
        return self._done(report)

    def _apply(self, command: Command) -> Report:
        return self._done(self._play(command), again=True)

    def _play(self, command: Command) -> Report:
        start = time.perf_counter()
        report = _run(self._player, command, self._new_report(command))
        self._command_s = time.perf_counter() - start
        return report

    def _done(self, report: Report, again: bool = False) -> Report:
        self._player.machine.ksm.trace = None
        self.reports.append(report)
        self.at += 1
        self._forget_old_stories()
        if self._check:
            validate(self.machine.ksm)
        self._checkpoints.keep(self.at, self._player, self._command_s, again)
        return report

    def _forget_old_stories(self) -> None:
        self._remembered += len(self.last.events)
        while self._remembered > KEPT_EVENTS and self._forgotten < len(self.reports) - 1:
            oldest = self.reports[self._forgotten]
            self._remembered -= len(oldest.events)
            self._forgotten += 1
            if oldest.events:
                oldest.forget()

    def _new_report(self, command: Command) -> Report:
        report = Report(told=self._pages_of(command) <= STORY_PAGES)
        self._player.machine.ksm.trace = report.events.append if report.told else None
        return report

    def _pages_of(self, command: Command) -> int:
        """At most how many pages a command looks at."""
        ksm = self.machine.ksm
        everything = ksm.memory.pages.used
        wakeup = min(ksm.knobs.pages_to_scan, everything)
        if isinstance(command, ByHand):
            scan = command.step if isinstance(command.step, Scan) else None
        elif command.unit == "page":
            return command.count
        elif command.unit == "wakeup":
            return command.count * wakeup
        elif command.unit == "full_scan":
            return command.count * everything
        else:
            scan = self.upcoming if isinstance(self.upcoming, Scan) else None
        if scan is None:
            return everything if everything <= STORY_PAGES else STORY_PAGES
        return (scan.full_scans or 0) * everything + (scan.wakeups or 0) * wakeup + (scan.pages or 0)


def _run(player: Player, command: Command, report: Report) -> Report:
    """Do a command to a player."""
    if isinstance(command, ByHand):
        player.by_hand(command.step, report)
        return report
    advance = {"page": player.page, "wakeup": player.wakeup, "full_scan": player.full_scan, "step": player.step}
    for _ in range(command.count):
        advance[command.unit](report)
    return report
