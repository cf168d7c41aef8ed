"""The tree of errors; each knows the exit status that the command line ends with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file something stands; line and column count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class KsmlabError(Exception):
    """Anything that ksmlab tells a person in one message instead of a traceback."""

    exit_status = 2


class ScenarioError(KsmlabError):
    """A mistake in a scenario file.

    `place` is where it stands, `expected` what should have stood there, `hint` the nearest right name or what to do.
    """

    def __init__(self, message: str, place: Place | None = None, expected: str = "", hint: str = "") -> None:
        self.message, self.place, self.expected, self.hint = message, place, expected, hint
        parts = [f"{place}: {message}" if place else message]
        if expected:
            parts.append(f"expected {expected}")
        if hint:
            parts.append(hint)
        super().__init__("; ".join(parts))


class UsageError(KsmlabError):
    """A command line, knob name or console command that cannot be taken."""


class TooLarge(KsmlabError):
    """A machine that would not fit in memory; refused before anything is allocated."""


class KernelErrno(KsmlabError):
    """What a simulated kernel answers when it refuses: `errno` is its name, such as "EINVAL"."""

    def __init__(self, errno: str, message: str) -> None:
        self.errno = errno
        super().__init__(f"{errno}: {message}")


class ExpectationFailed(KsmlabError):
    """An `expect` step, a comparison or a conformance run that did not hold."""

    exit_status = 1


class MachineRefuses(KsmlabError):
    """This machine does not allow it (no root, no KSM); the message says what would help."""

    exit_status = 3


def nearest(name: str, names: Iterable[str], cutoff: float = 0.5) -> str | None:
    """What somebody may have meant who wrote `name`, if one of `names` is like it; a cutoff of 1 asks for equality."""
    from difflib import get_close_matches  # only where something went wrong

    return next(iter(get_close_matches(name, list(names), n=1, cutoff=cutoff)), None)
