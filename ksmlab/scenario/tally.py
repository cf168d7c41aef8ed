"""How much a scenario asks for with every `repeat` written out, against the limits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from ksmlab.errors import Place, ScenarioError
from ksmlab.scenario.limits import MAX_PAGES, MAX_STEPS, MAX_WAKEUPS


@dataclass(slots=True)
class Tally:
    """Steps, wake-ups and mapped pages so far; `times` is how often what is counted now happens in all."""

    times: int = 1
    steps: int = 0
    wakeups: int = 0
    pages: int = 0

    @contextmanager
    def repeated(self, times: int) -> Iterator[None]:
        """What is counted in the block happens `times` times as often; 0: it was counted before."""
        before, self.times = self.times, self.times * times
        try:
            yield
        finally:
            self.times = before

    def count_step(self, place: Place) -> None:
        """One step; raises ScenarioError when the limit is crossed, once."""
        before, self.steps = self.steps, self.steps + self.times
        _check(before, self.steps, MAX_STEPS, "steps with every `repeat` written out", place)

    def count_wakeups(self, wakeups: int, place: Place) -> None:
        """Wake-ups of a `scan`; raises ScenarioError when the limit is crossed, once."""
        before, self.wakeups = self.wakeups, self.wakeups + wakeups * self.times
        _check(before, self.wakeups, MAX_WAKEUPS, "wake-ups in all", place)

    def count_pages(self, pages: int, place: Place) -> None:
        """Pages that are mapped; raises ScenarioError when the limit is crossed, once."""
        before, self.pages = self.pages, self.pages + pages * self.times
        _check(before, self.pages, MAX_PAGES, "pages mapped in all", place)


def _check(before: int, after: int, limit: int, what: str, place: Place) -> None:
    if before <= limit < after:
        raise ScenarioError(f"this makes {after:,} {what}", place, f"at most {limit:,}")
