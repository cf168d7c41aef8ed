"""The knobs of /sys/kernel/mm/ksm: value, what each accepts, and what would refuse a change just now."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ksmlab.kernel.knobs import Knob, KnobValue, knobs
from ksmlab.lab import Lab
from ksmlab.scenario.model import SetKnobs


@dataclass(frozen=True, slots=True)
class KnobView:
    """One knob now. shown: as `cat` shows it; refuses: why a change would be refused at this moment, or ""."""

    name: str
    value: KnobValue
    shown: str
    default: KnobValue
    accepts: str
    meaning: str
    since: str
    refuses: str


@dataclass(frozen=True, slots=True)
class Written:
    """What came of a write to a knob: errno is "" when it was taken, else `message` says what the kernel would."""

    errno: str
    message: str


def knobs_view(lab: Lab) -> tuple[KnobView, ...]:
    """All knobs that the kernel has, oldest first."""
    values = lab.machine.ksm.knobs
    return tuple(
        KnobView(
            name=knob.name,
            value=getattr(values, knob.name),
            shown=knob.shown(getattr(values, knob.name)),
            default=knob.default,
            accepts=knob.accepts,
            meaning=knob.meaning,
            since=knob.since,
            refuses=_refuses(lab, knob),
        )
        for knob in knobs(lab.features)
    )


def write_knob(lab: Lab, name: str, text: str) -> Written:
    """Write to a knob by hand, as one command of the lab; a refused write is a command too."""
    report = lab.do(SetKnobs(values={name: text}))
    if not report.refused:
        return Written("", "")
    errno = report.refused[0]["errno"]
    return Written(errno, ERRNO_WORDS.get(errno, errno))


ERRNO_WORDS = {
    "EACCES": "Permission denied",
    "EBUSY": "Device or resource busy",
    "EFAULT": "Bad address",
    "EINVAL": "Invalid argument",
    "ENOENT": "No such file or directory",
    "ENOMEM": "Cannot allocate memory",
    "ERANGE": "Numerical result out of range",
    "ESRCH": "No such process",
}
"""strerror of what the simulated kernel answers."""


def _refuses(lab: Lab, knob: Knob) -> str:
    ksm = lab.machine.ksm
    if knob.advisor_owns and ksm.knobs.advisor_mode != "none":
        return f"EINVAL: it belongs to the advisor while advisor_mode is {ksm.knobs.advisor_mode}"
    if knob.busy_while_merged and (ksm.counters.pages_shared or _stable_pages(lab)):
        return "EBUSY: cannot change while pages are merged; write 2 to run first"
    return ""


def _stable_pages(lab: Lab) -> int:
    """Frames that are KSM pages: their stable nodes cannot go, even where no rmap_item is left on them."""
    frames = lab.machine.memory.frames
    return int(np.count_nonzero(frames.holds[: frames.used] < 0))
