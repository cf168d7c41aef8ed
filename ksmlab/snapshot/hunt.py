"""Going on until something holds, a wake-up at a time, so that a screen can answer keys meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from ksmlab.lab import Lab
from ksmlab.snapshot.stillness import Stillness

Hunt = Iterator[bool | None]
"""None after each wake-up that brought it no end; at last True where it was found, or False where it never comes."""

LIMIT = 100_000  # wake-ups


def hunt(labs: Sequence[Lab], reached: Callable[[], bool], counts_on: bool = False, limit: int = LIMIT) -> Hunt:
    """Wake-up after wake-up (or step by step) of all labs, until `reached`.

    It never comes when the scenario is over and ksmd has nothing to do, or goes round and brings nothing new (unless it
    counts on what grows with every round), or after `limit` wake-ups.
    """
    rest = [Stillness() for _ in labs]
    for _ in range(limit):
        if all(lab.finished and not lab.can_scan for lab in labs):
            break
        for lab in labs:
            lab.advance()
        if reached():
            yield True
            return
        if not counts_on and all([still.lasts(lab) for still, lab in zip(rest, labs, strict=True)]):
            break  # a list: all look, always
        yield None
    yield False


def outcome(hunt: Hunt) -> bool:
    """Its end, waited for."""
    return next(found for found in hunt if found is not None)
