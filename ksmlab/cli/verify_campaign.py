"""One run of `ksmlab verify`: playing scenarios on a kernel, telling what differs, and the last line."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from ksmlab.cli.verify_output import JsonPairs, Tables
from ksmlab.errors import MachineRefuses
from ksmlab.kernel.profiles import profile
from ksmlab.live.demands import why_not
from ksmlab.live.nearest import is_same_release, nearest_profile
from ksmlab.live.recording import whole_file
from ksmlab.live.users import ksm_users
from ksmlab.live.verify import Pair, verify_twice
from ksmlab.replay.formats import JsonLines

if TYPE_CHECKING:
    from ksmlab.live.session import Session
    from ksmlab.scenario.model import Scenario


class Campaign:
    """Scenarios played one after the other on one kernel, held against one profile."""

    def __init__(self, session: Session, kernel: str | None, costs: bool) -> None:
        machine = session.machine
        if costs and not machine.kprobes:
            raise MachineRefuses(
                f"kernel {machine.release} cannot count page comparisons (no kprobe on memcmp_pages); leave out --costs"
            )
        self._session, self._costs = session, costs
        self._profile = kernel or nearest_profile(machine.release)
        self._rows = self._agreed = self._played = self._skipped = 0
        self._output: Tables | JsonPairs
        self._recording: JsonLines | None = None
        near = "" if kernel or is_same_release(machine.release, self._profile) else ", the nearest there is"
        _say(f"kernel {machine.release} beside profile {self._profile} ({profile(self._profile).release}){near}")

    @contextmanager
    def writing(self, form: str, record: Path | None, every_row: bool, named: bool) -> Iterator[None]:
        """Where the comparison and the recording go; `named`: rows carry their scenario's name."""
        self._output = JsonPairs(sys.stdout) if form == "jsonl" else Tables(every_row)
        with whole_file(record) if record else nullcontext() as file:
            self._recording = JsonLines(file, named) if file else None
            yield

    def play(self, scenario: Scenario, alone: bool = False) -> None:
        """Verify one scenario; one that cannot be compared here is skipped, which is said.

        A scenario that changes the kernel, which no real one need agree with, is compared when it is named `alone`.
        """
        name = Path(scenario.path).stem
        reason = why_not(scenario, self._session.machine.nodes) or (None if alone else _what_if(scenario))
        if reason:
            self._skipped += 1
            _say(f"{name} skipped: {reason}")
            return
        self._output.begin(name, scenario, self._profile, self._costs)
        found, disturbed = verify_twice(scenario, self._session, self._profile, costs=self._costs)
        if disturbed:
            _say(f"{name}: played again, since the kernel did not give the same rows twice; it was disturbed at")
            _say(f"  {disturbed[0].place()}: {disturbed[0].differences[0]}")
        for pair in found:
            self._count(pair)
            self._output.add(pair)
            if self._recording is not None and pair.kernel is not None:
                self._recording.write(name, pair.kernel)
        self._output.end()
        self._played += 1

    def play_random(self, count: int, seed: int) -> None:
        """Verify random scenarios up to the first that differs, which is made small and saved."""
        from ksmlab.live.random_scenarios import random_scenario

        for number in range(count):
            scenario = random_scenario(seed, number, self._session.machine.nodes)
            before = self._rows - self._agreed
            self.play(scenario)
            if self._rows - self._agreed > before:
                self._save_smallest(scenario)
                return

    def conclude(self, others: bool) -> None:
        """The last line; exit status 1 when a row differed. MachineRefuses when nothing could be played.

        others: processes of this machine may have disturbed it, and are named when they may explain what differs.
        """
        if not self._played:
            raise MachineRefuses("none of the scenarios can be compared on this machine")
        skipped = f" ({self._skipped} scenario{'s' * (self._skipped > 1)} skipped)" if self._skipped else ""
        counted = ", comparisons counted" if self._costs else ""
        agreed = f"{self._agreed:,} of {self._rows:,} rows agree{skipped}"
        last = f"{agreed}, kernel {self._session.machine.release}, profile {self._profile}{counted}"
        print(last, file=sys.stdout if isinstance(self._output, Tables) else sys.stderr)
        if self._agreed < self._rows:
            if others and (users := ksm_users()):
                _say(f"KSM is in use by {', '.join(map(str, users[:5]))} now, which may be why")
            raise typer.Exit(1)

    def _count(self, pair: Pair) -> None:
        self._rows += 1
        self._agreed += pair.agrees

    def _save_smallest(self, scenario: Scenario) -> None:
        from ksmlab.live.shrink import smallest
        from ksmlab.scenario import dump_scenario

        def differs(candidate: Scenario) -> bool:
            found, _ = verify_twice(candidate, self._session, self._profile, costs=self._costs)
            return not all(pair.agrees for pair in found)

        _say(f"{scenario.title}: making it smaller …")
        small = smallest(scenario, differs)
        path = Path(f"{Path(scenario.path).stem}.yaml")
        with whole_file(path) as file:
            file.write(dump_scenario(small))
        _say(f"the smallest scenario that differs is {path}: ksmlab verify {path}")


def _what_if(scenario: Scenario) -> str | None:
    changes = ", ".join(f"{feature}={value}" for feature, value in scenario.kernel.changes.items())
    return f"it changes the kernel ({changes}), so no real one need agree; name it alone to see" if changes else None


def _say(text: str) -> None:
    print(text, file=sys.stderr)
