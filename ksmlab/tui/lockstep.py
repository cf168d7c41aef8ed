"""What the console acts on when two kernels are compared: every lab does the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ksmlab.lab import Lab
from ksmlab.scenario.model import Step
from ksmlab.session.commands import ByHand, Command
from ksmlab.session.report import Report
from ksmlab.tui.stage import Stage


class Lockstep:
    """The methods of a Lab that move it, done to all labs of a stage; answers are those of the one looked into."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def do(self, step: Step) -> Report:
        """Lab.do."""
        return self._reports(lambda lab: lab.do(step))

    def step_page(self, count: int = 1) -> Report:
        """Lab.step_page."""
        return self._reports(lambda lab: lab.step_page(count))

    def step_wakeup(self, count: int = 1) -> Report:
        """Lab.step_wakeup."""
        return self._reports(lambda lab: lab.step_wakeup(count))

    def step_full_scan(self, count: int = 1) -> Report:
        """Lab.step_full_scan."""
        return self._reports(lambda lab: lab.step_full_scan(count))

    def next_step(self, count: int = 1) -> Report:
        """Lab.next_step."""
        return self._reports(lambda lab: lab.next_step(count))

    def back(self, count: int = 1) -> int:
        """Lab.back."""
        return min(side.lab.back(count) for side in self._stage.sides)

    def forward(self, count: int = 1) -> int:
        """Lab.forward."""
        return min(side.lab.forward(count) for side in self._stage.sides)

    def go_to(self, target: int) -> None:
        """Lab.go_to."""
        for side in self._stage.sides:
            side.lab.go_to(min(target, len(side.lab.commands)))

    def reset(self) -> None:
        """Lab.reset."""
        self.go_to(0)

    @property
    def labs(self) -> tuple[Lab, ...]:
        """All of them, the one looked into first."""
        return self._stage.labs

    def _reports(self, move: Callable[[Lab], Report]) -> Report:
        return [move(side.lab) for side in self._stage.sides][self._stage.active]


def do_again(lab: Lab, commands: Sequence[Command]) -> None:
    """Do to a lab what was done to another."""
    moves = {
        "page": lab.step_page,
        "wakeup": lab.step_wakeup,
        "full_scan": lab.step_full_scan,
        "step": lab.next_step,
    }
    for command in commands:
        if isinstance(command, ByHand):
            lab.do(command.step)
        else:
            moves[command.unit](command.count)
