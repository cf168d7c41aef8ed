"""Jumps in a lab's history, and beyond it into the scenario."""

from __future__ import annotations

import re
from collections.abc import Callable

from ksmlab.errors import UsageError
from ksmlab.lab import Lab
from ksmlab.snapshot.hand import hand
from ksmlab.snapshot.versus import advance

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
    if measure(lab) >= wanted:
        while lab.at and measure(lab) >= wanted:
            lab.back()
        if measure(lab) < wanted:
            lab.forward()
        return
    for _ in range(LIMIT):
        if measure(lab) >= wanted:
            return
        if lab.at < len(lab.commands):
            lab.forward()
        elif lab.finished and name in ("step", "moment"):
            raise UsageError(f"there is no {name} {wanted}: the scenario ends at {measure(lab)}")
        elif lab.finished and not lab.can_scan:
            raise UsageError(f"ksmd has nothing to do: there will be no {name} {wanted}")
        elif name == "step":
            lab.next_step()
        else:
            advance(lab)


def back_before(lab: Lab, measure_name: str) -> None:
    """Back until the measure is less than now, or to the start."""
    measure = _MEASURES[measure_name]
    now = measure(lab)
    while lab.at:
        lab.back()
        if measure(lab) < now:
            return
