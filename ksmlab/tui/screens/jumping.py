"""Jumps in a lab's history, and beyond it into the scenario."""

from __future__ import annotations

import re
from collections.abc import Callable

from ksmlab.errors import UsageError
from ksmlab.lab import Lab
from ksmlab.snapshot.hand import hand

LIMIT = 100_000  # commands that a jump may make

_MEASURES: dict[str, Callable[[Lab], int]] = {
    "step": lambda lab: lab.step_index,
    "wakeup": lambda lab: hand(lab).wakeup,
    "scan": lambda lab: hand(lab).full_scan,
    "moment": lambda lab: lab.at,
}
_OTHER_NAMES = {"wake-up": "wakeup", "batch": "wakeup", "full_scan": "scan", "full-scan": "scan", "": "moment"}


def jump(lab: Lab, to: str) -> None:
    """To the first moment that is `step 3`, `wakeup 12`, `scan 2` or `moment 40`; UsageError for anything else."""
    match = re.fullmatch(r"\s*([a-z_-]*)\s*(\d+)\s*", to)
    name = _OTHER_NAMES.get(match[1], match[1]) if match else ""
    if match is None or name not in _MEASURES:
        raise UsageError(f"{to!r} is no moment: say step 3, wakeup 12, scan 2 or moment 40")
    measure, wanted = _MEASURES[name], int(match[2])
    while lab.at and measure(lab) >= wanted:
        lab.back()
    for _ in range(LIMIT):
        if measure(lab) >= wanted:
            return
        if not (lab.at < len(lab.commands) and _again(lab, measure, wanted, exactly=name in ("wakeup", "scan"))):
            _further(lab, name, wanted)


def _again(lab: Lab, measure: Callable[[Lab], int], wanted: int, exactly: bool) -> bool:
    """What was done before, once more; False where that would go too far and smaller steps can be exact."""
    lab.forward()
    if exactly and measure(lab) > wanted:
        lab.back()
        return False
    return True


def _further(lab: Lab, name: str, wanted: int) -> None:
    """Where nobody was yet."""
    if lab.finished and name in ("step", "moment"):
        raise UsageError(f"there is no {name} {wanted}: the scenario ends before it")
    if lab.finished and not lab.can_scan:
        raise UsageError(f"ksmd has nothing to do: there will be no {name} {wanted}")
    if name == "step":
        lab.next_step()
    else:
        lab.advance()


def back_before(lab: Lab, measure_name: str) -> None:
    """Back until the measure is less than now, or to the start."""
    measure = _MEASURES[measure_name]
    now = measure(lab)
    while lab.at:
        lab.back()
        if measure(lab) < now:
            return
