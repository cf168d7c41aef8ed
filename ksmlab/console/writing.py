"""`> FILE`: writing to the kernel's files, with the errors that a shell shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ksmlab.console.files import absolute
from ksmlab.console.output import Output, Refused
from ksmlab.errors import KernelErrno
from ksmlab.kernel.knobs import parse_write
from ksmlab.scenario.model import SetKnobs
from ksmlab.snapshot.knobs import ERRNO_WORDS, knobs_view

if TYPE_CHECKING:
    from ksmlab.console.console import Console


def write_to_file(console: Console, command: str, name: str, text: str) -> Output:
    """Write to a knob as one command of the lab; Refused with bash's words, then what the kernel has against it."""
    path = absolute(name, console.cwd)
    if console.files.entries(path) is not None:
        raise Refused(f"bash: {name}: Is a directory")
    if not console.files.writable(path):
        # A shell opens with O_CREAT: what is not there cannot be made there, so it is "Permission denied" as well.
        hint = f"{path.rpartition('/')[2]} is read-only" if console.files.is_file(path) else console.files.missing(path)
        raise Refused(f"bash: {name}: Permission denied", hint)
    knob = path.rpartition("/")[2]
    value = int(text) if text.isdecimal() and text == str(int(text)) else text
    why = _objection(console, knob, text)
    report = console.actor.do(SetKnobs(values={knob: value}))
    if report.refused:
        errno = report.refused[0]["errno"]
        raise Refused(f"bash: {command}: write error: {ERRNO_WORDS.get(errno, errno)}", why, moved=True)
    return Output(moved=True)


def _objection(console: Console, knob: str, text: str) -> str:
    """What this moment or the text itself would have the write refused for."""
    try:
        parse_write(knob, text, console.lab.features)
    except KernelErrno as refusal:
        return str(refusal).partition(": ")[2]
    view = next(view for view in knobs_view(console.lab) if view.name == knob)
    return view.refuses.partition(": ")[2]
