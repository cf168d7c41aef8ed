"""A scenario under several kernels at once, step by step, with counters of one meaning under one name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ksmlab.memory.address_space import ZERO_KSM
from ksmlab.replay.rows import Replay, Row
from ksmlab.scenario.model import Step

Value = int | str
Numbers = dict[str, Value]
"""A row's numbers by name: counters, "process.field", costs if asked for; at the end of a step IN_FACT too."""

ZERO_PAGES = "zero_pages"
IN_FACT = "zero pages in fact"

LINED_UP = {"zero_pages_sharing": ZERO_PAGES, "ksm_zero_pages": ZERO_PAGES}
"""Files that kernels call differently though they count the same."""


def lockstep(replays: Sequence[Replay]) -> Iterator[tuple[Step | None, tuple[list[Numbers], ...]]]:
    """Each step (None: the start) with, for each replay, the numbers of its rows; a scan may have none."""
    for moments in zip(*(replay.by_step() for replay in replays), strict=True):
        step = moments[0][0]
        yield step, tuple(_step_numbers(replay, rows) for replay, (_, rows) in zip(replays, moments, strict=True))


def _step_numbers(replay: Replay, rows: Iterator[Row]) -> list[Numbers]:
    found = [numbers(row) for row in rows]
    if found:
        found[-1][IN_FACT] = zero_pages_in_fact(replay)
    return found


def numbers(row: Row) -> Numbers:
    """A row's numbers under lined-up names, and `batch`."""
    found: Numbers = {"batch": row["batch"]}
    found.update((LINED_UP.get(name, name), value) for name, value in row["counters"].items())
    for process, fields in row["processes"].items():
        found.update((f"{process}.{LINED_UP.get(name, name)}", value) for name, value in fields.items())
    found.update(row.get("costs", {}))
    return found


def zero_pages_in_fact(replay: Replay) -> int:
    """Page-table entries that map the kernel's zero page because KSM placed it: under some kernels no file tells."""
    pages = replay.machine.memory.pages
    return int(np.count_nonzero(pages.frame[: pages.used] == ZERO_KSM))


def is_zero_pages(name: str) -> bool:
    """Whether it counts zero pages, of the machine or of a process."""
    return name.rpartition(".")[2] == ZERO_PAGES


def differs(name: str, values: Sequence[Value | None]) -> bool:
    """Whether kernels disagree on a counter. None: the kernel has no such file, which only matters for zero pages."""
    known = {value for value in values if value is not None}
    if len(known) > 1:
        return True
    return is_zero_pages(name) and None in values and bool(known - {0})
