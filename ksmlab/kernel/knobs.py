"""/sys/kernel/mm/ksm of one kernel: which files it has, their values at boot, and what a write of some text gives."""

from __future__ import annotations

from ksmlab.errors import KernelErrno, nearest
from ksmlab.kernel.counters import sysfs_counters
from ksmlab.kernel.features import Features
from ksmlab.kernel.knob_table import KNOBS, Knob, KnobValue

__all__ = ["DIRECTORY", "KNOBS", "Knob", "KnobValue", "check_exists", "defaults", "files", "knobs", "parse_write"]

DIRECTORY = "/sys/kernel/mm/ksm"


def knobs(features: Features) -> tuple[Knob, ...]:
    """The knobs that a kernel with these features has, oldest first."""
    return tuple(knob for knob in KNOBS.values() if knob.has(features))


def defaults(features: Features) -> dict[str, KnobValue]:
    """Each knob's value at boot."""
    return {knob.name: knob.default for knob in knobs(features)}


def files(features: Features) -> tuple[str, ...]:
    """All files, knobs and counters, in alphabetical order as `grep . *` shows them."""
    return tuple(sorted({*(knob.name for knob in knobs(features)), *sysfs_counters(features)}))


def check_exists(name: str, features: Features) -> None:
    """KernelErrno ENOENT when this kernel has no such file, with the nearest name or the release it came with."""
    there = files(features)
    if name in there:
        return
    if name in KNOBS:
        raise KernelErrno("ENOENT", f"this kernel has no {name} (Linux has it since {KNOBS[name].since})")
    alike = nearest(name, there)
    meant = f"; did you mean {alike}?" if alike else ""
    raise KernelErrno("ENOENT", f"this kernel has no file {DIRECTORY}/{name}{meant}")


def parse_write(name: str, text: str, features: Features) -> KnobValue:
    """The value that the knob `name` takes when `text` is written to it, as far as that depends on the text alone.

    KernelErrno: ENOENT for a file that this kernel lacks, EACCES for one that is read-only, EINVAL or ERANGE as the
    store function has it. What the state decides (Knob.busy_while_merged, Knob.advisor_owns) is left to the engine.
    """
    check_exists(name, features)
    knob = KNOBS.get(name)
    if knob is None:
        raise KernelErrno("EACCES", f"{name} is read-only")
    try:
        return knob.parse(text)
    except KernelErrno as refusal:
        reason = str(refusal).partition(": ")[2]
        raise KernelErrno(refusal.errno, f"{name}: {reason}; it takes {knob.accepts}") from None
