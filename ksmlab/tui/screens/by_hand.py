"""What is done to the machine by hand: each is a line of the console, so that one learns what to type on a real one."""

from __future__ import annotations

from ksmlab.snapshot.processes import locate
from ksmlab.snapshot.why import why
from ksmlab.tui.picks import KnobPick
from ksmlab.tui.screens.base import LabBase


class ByHandActions(LabBase):
    """System calls on what is selected, and knobs."""

    def _pages(self) -> str:
        """`vm1 ram 0-3`: the selected pages as a command names them; "" (and a word about it) when none are."""
        marked = self.stage.marked()
        if marked is None:
            self.tell("Select a page first: hjkl or the mouse; v marks a range, A the region.")
            return ""
        here = locate(self.stage.lab, marked[0])
        last = here.page + marked[1] - marked[0]
        return f"{here.process} {here.region} {here.page}" + (f"-{last}" if last != here.page else "")

    def action_write(self, content: str = "") -> None:
        """Write to the selected pages."""
        pages = self._pages()
        if not pages:
            return
        if not content:
            self.ask("write", self.action_write)
            return
        self.run_line(f"write {pages} {content}")

    def _on_pages(self, line: str) -> None:
        pages = self._pages()
        if pages:
            self.run_line(line.format(pages=pages))

    def action_read_pages(self) -> None:
        """Read the selected pages."""
        self._on_pages("read {pages}")

    def action_unmergeable(self) -> None:
        """MADV_UNMERGEABLE."""
        self._on_pages("madvise {pages} unmergeable")

    def action_mergeable(self) -> None:
        """MADV_MERGEABLE."""
        self._on_pages("madvise {pages} mergeable")

    def action_dontneed(self) -> None:
        """MADV_DONTNEED."""
        self._on_pages("madvise {pages} dontneed")

    def action_unmap(self) -> None:
        """munmap."""
        self._on_pages("unmap {pages}")

    def action_fork_process(self) -> None:
        """fork the selected page's process."""
        name = self.stage.process_name()
        if name is None:
            self.tell("No process is left.")
            return
        taken = {process.name for process in self.stage.processes()}
        child = next(f"{name}-{number}" for number in range(2, 10_000) if f"{name}-{number}" not in taken)
        self.run_line(f"fork {name} {child}")

    def action_exit_process(self) -> None:
        """The selected page's process ends."""
        name = self.stage.process_name()
        if name is None:
            self.tell("No process is left.")
            return
        self.run_line(f"exit {name}")

    def action_merge_any(self) -> None:
        """PR_SET_MEMORY_MERGE on or off."""
        name = self.stage.process_name()
        view = next((one for one in self.stage.processes() if one.name == name), None)
        if view is None:
            self.tell("No process is left.")
            return
        self.run_line(f"prctl {name} {int(not view.merge_any)}")

    def action_run_2(self) -> None:
        """Unmerge everything."""
        self.run_line("echo 2 > /sys/kernel/mm/ksm/run")

    def action_knob(self, setting: str = "") -> None:
        """`use_zero_pages 1`."""
        if not setting:
            self.ask("knob", self.action_knob)
            return
        name, _, value = setting.replace("=", " ").partition(" ")
        self.run_line(f"echo {value.strip()} > /sys/kernel/mm/ksm/{name}")

    def action_try_it(self) -> None:
        """What would change the selected page; the knob under the cursor."""
        selection = self.stage.selection
        if isinstance(selection, KnobPick):
            self.ask("knob", self.action_knob, f"{selection.name} ")
            return
        slot = self.stage.slot
        answer = why(self.stage.lab, slot) if slot is not None else None
        if answer is None or not answer.try_it:
            self.tell("Nothing to try here: select a page whose Why has a → line, or a knob.")
            return
        with self.told():
            for step in answer.try_it:
                self.stage.both(lambda lab, step=step: lab.do(step))  # type: ignore[misc]
        self.update_view()

    def action_save(self, path: str = "") -> None:
        """The scenario with what was done by hand, as a file."""
        if not path:
            self.ask("save", self.action_save)
            return
        self.run_line(f"save {path}")
