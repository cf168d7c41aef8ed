"""Scanning that was cut by something done by hand, as scan steps that do exactly as much."""

from __future__ import annotations

from dataclasses import dataclass

from ksmlab.scenario.model import Run, Scan, Step


@dataclass(frozen=True, slots=True)
class Moment:
    """ksmd between two looks. batch: wake-ups begun; mid: one is in progress, `left` pages to come; run: the knob."""

    batch: int
    mid: bool
    left: int
    pages_to_scan: int
    run: int

    @property
    def wakeups_done(self) -> int:
        """Wake-ups that are complete."""
        return self.batch - self.mid


@dataclass(slots=True)
class Part:
    """Scanning in one go, for a scan step of the file (its index among the player's steps) or for none (None).

    first: it begins that step; done: it completes it.
    """

    index: int | None
    start: Moment
    stop: Moment
    first: bool
    done: bool


def pieces(part: Part) -> list[Step]:
    """Scan steps that do what the part did: whole wake-ups, then looks at pages of one that was left unfinished."""
    start, stop = part.start, part.stop
    wakeups = stop.wakeups_done - start.wakeups_done
    if start.run == 2 and not part.first:
        return idle(wakeups)
    steps: list[Step] = [Scan(wakeups=wakeups)] if wakeups else []
    looks = _looks(start, stop, wakeups)
    return [*steps, Scan(pages=looks)] if looks else steps


def idle(wakeups: int) -> list[Step]:
    """Wake-ups while run is 2: a scan step of a file would write 1 first, so they are made with 0, then 2 again."""
    return [Run(value=0), Scan(wakeups=wakeups), Run(value=2)] if wakeups else []


def _looks(start: Moment, stop: Moment, wakeups: int) -> int:
    """Looks in the wake-up that is in progress at the end."""
    if not stop.mid:
        return 0
    budget = start.left if start.mid and not wakeups else stop.pages_to_scan
    return budget - stop.left
