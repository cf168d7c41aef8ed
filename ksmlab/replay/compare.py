"""The same scenario under several kernels: one line a step, and which counters are worth a column."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ksmlab.errors import UsageError, nearest
from ksmlab.kernel.counters import counters
from ksmlab.replay.explain import Explanation, explain
from ksmlab.replay.lockstep import IN_FACT, LINED_UP, ZERO_PAGES, Numbers, Value, differs, lockstep
from ksmlab.replay.rows import Replay
from ksmlab.replay.step_words import step_words
from ksmlab.scenario.model import Scenario, Step


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment in all kernels' replays: the step, what it does, wake-ups since the start, each kernel's numbers."""

    step: int
    words: str
    batch: int
    numbers: tuple[Numbers, ...]

    def values(self, name: str) -> tuple[Value | None, ...]:
        """A counter's value under each kernel; None where there is no such file or process."""
        return tuple(numbers.get(name) for numbers in self.numbers)


@dataclass(frozen=True, slots=True)
class Comparison:
    """All moments of a scenario under `kernels`, and why each kernel differs first from the one before it."""

    scenario: Scenario
    kernels: tuple[str, ...]
    moments: tuple[Moment, ...]
    explanations: tuple[tuple[str, str, Explanation], ...]  # (kernel, kernel, the first difference between them)
    file_names: tuple[dict[str, str], ...]  # for each kernel: lined-up name -> the kernel's own

    def names(self) -> tuple[str, ...]:
        """Every number of any moment, in the order of rows."""
        found: dict[str, None] = {}
        for moment in self.moments:
            for numbers in moment.numbers:
                found.update(dict.fromkeys(numbers))
        order = [IN_FACT, *(name for name in found if name not in ("batch", IN_FACT))]
        return tuple(sorted(order, key=lambda name: ("." in name, name != ZERO_PAGES, name != IN_FACT)))

    def differing(self) -> tuple[str, ...]:
        """The numbers on which kernels disagree at any moment, in order of names()."""
        return tuple(
            name for name in self.names() if any(differs(name, moment.values(name)) for moment in self.moments)
        )

    def worth_showing(self) -> tuple[str, ...]:
        """The differing ones; of single processes only where no number of the machine differs or they differ first."""
        differing = self.differing()
        told = {explanation.field for _, _, explanation in self.explanations}
        machine = [name for name in differing if "." not in name]
        zero_pages = {ZERO_PAGES, IN_FACT} if ZERO_PAGES in machine or IN_FACT in machine else set()
        chosen = {*(machine or differing), *told, *zero_pages}
        return tuple(name for name in self.names() if name in chosen)

    def asked_for(self, wanted: Collection[str]) -> tuple[str, ...]:
        """The numbers of these names (a kernel's own or lined up); UsageError with the nearest if there is none."""
        names = self.names()
        found = []
        for name in wanted:
            owner, dot, field = name.rpartition(".")
            lined_up = f"{owner}{dot}{LINED_UP.get(field, field)}"
            if lined_up not in names:
                near = nearest(name, names, 0.4)
                hint = f"did you mean {near}?" if near else f"there are {', '.join(names)}"
                raise UsageError(f"no counter {name} under {', '.join(self.kernels)}; {hint}")
            found.append(lined_up)
        return tuple(dict.fromkeys(found))


def compare(scenario: Scenario, kernels: Sequence[str], *, wakeups: bool = False, costs: bool = False) -> Comparison:
    """Play the scenario under the kernels; wakeups: a moment for each wake-up instead of one for each step."""
    replays = [Replay(scenario, kernel, costs=costs) for kernel in kernels]
    moments: list[Moment] = []
    for step, found in lockstep(replays):
        moments += _of_wakeups(step, found, moments) if wakeups else _of_step(step, found, moments)
    names = tuple(replay.profile.name for replay in replays)
    own = tuple(_own_names(replay) for replay in replays)
    return Comparison(scenario, names, tuple(moments), tuple(_explanations(scenario, names, costs)), own)


def _own_names(replay: Replay) -> dict[str, str]:
    names = [counter.name for counter in counters(replay.features, "sysfs")]
    return {LINED_UP[name]: name for name in names if name in LINED_UP}


Found = tuple[list[Numbers], ...]


def _of_step(step: Step | None, found: Found, before: Sequence[Moment]) -> Iterator[Moment]:
    """One moment, after the step; a kernel in which it gave no row is where it was."""
    last = before[-1].numbers if before else found
    after = tuple(rows[-1] if rows else old for rows, old in zip(found, last, strict=True))
    yield _moment(step, after)  # type: ignore[arg-type]  # the start always has a row


def _of_wakeups(step: Step | None, found: Found, before: Sequence[Moment]) -> Iterator[Moment]:
    """One moment for each wake-up of the kernel that had most of them."""
    for place in range(max(map(len, found))):
        yield from _of_step(step, tuple(rows[place : place + 1] or rows[-1:] for rows in found), before)


def _moment(step: Step | None, after: tuple[Numbers, ...]) -> Moment:
    batch = max(int(numbers["batch"]) for numbers in after)
    return Moment(step.number if step else 0, step_words(step), batch, after)


def _explanations(scenario: Scenario, kernels: Sequence[str], costs: bool) -> Iterator[tuple[str, str, Explanation]]:
    """For each kernel and the one before it their first difference, and their first in zero pages in fact."""
    for one, other in pairwise(kernels):
        first = explain(scenario, one, other, costs=costs)
        if first is None:
            continue
        yield one, other, first
        if first.field != IN_FACT:
            in_fact = explain(scenario, one, other, [IN_FACT])
            if in_fact is not None:
                yield one, other, in_fact
