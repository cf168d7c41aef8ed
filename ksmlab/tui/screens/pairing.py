"""Two kernels in lockstep: look into either, run to what differs next; another kernel altogether."""

from __future__ import annotations

import numpy as np

from ksmlab.lab import Lab
from ksmlab.tui.lockstep import do_again
from ksmlab.tui.screens.base import LabBase
from ksmlab.tui.stage import Stage


class PairActions(LabBase):
    """Comparing kernels."""

    def action_other_side(self) -> None:
        """Look into the other kernel."""
        if not self._two():
            return
        self.stage.active = 1 - self.stage.active
        self.update_view()

    def action_next_difference(self) -> None:
        """Run until what differs is not what differs now."""
        versus = self.stage.versus
        if versus is None:
            self._two()
            return
        self.begin_hunt(
            "until another difference",
            versus.next_difference(),
            lambda found: self.tell("Another difference." if found else "No other difference comes."),
        )

    def action_find_difference(self) -> None:
        """Select the next page that differs."""
        if not self._two():
            return
        start = -1 if self.stage.slot is None else self.stage.slot
        regions = [region for process in self.stage.processes() for region in process.regions if not process.exited]
        slots = [region.first_slot + np.flatnonzero(self.stage.differing(region)) for region in regions]
        found = np.sort(np.concatenate(slots)) if slots else np.empty(0, np.intp)
        if not len(found):
            self.tell("No page differs now.")
            return
        after = found[found > start]
        self.show_page(int(after[0] if len(after) else found[0]))

    def action_versus(self, kernel: str = "") -> None:
        """Put another kernel beside this one, at the same moment."""
        if not kernel:
            self.ask("versus", self.action_versus)
            return
        with self.told():
            lab = self.stage.lab
            other = Lab(lab.scenario, kernel)
            do_again(other, lab.commands[: lab.at])
            self.restage([lab, other])

    def action_kernel(self, kernel: str = "") -> None:
        """The same scenario on another kernel, from its start."""
        if not kernel:
            self.ask("kernel", self.action_kernel)
            return
        with self.told():
            self.restage([Lab(self.stage.lab.scenario, kernel)])

    def restage(self, labs: list[Lab]) -> None:
        """Another stage on a screen of its own, in place of this one."""
        from ksmlab.tui.screens.lab import LabScreen

        self.app.switch_screen(LabScreen(Stage(labs)))

    def _two(self) -> bool:
        if not self.stage.two:
            self.tell("One kernel. :versus 6.1 puts another one beside it.")
        return self.stage.two
