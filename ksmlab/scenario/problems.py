"""Mistakes in a scenario file: several of them as one error, and the nearest right name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from ksmlab.errors import ScenarioError, nearest
from ksmlab.scenario.limits import MAX_ERRORS


class ScenarioErrors(ScenarioError):
    """Several mistakes of one file; `errors` has them in the order of the file, the message has one a line."""

    def __init__(self, errors: Iterable[ScenarioError]) -> None:
        self.errors = tuple(errors)
        first = self.errors[0]
        super().__init__(first.message, first.place, first.expected, first.hint)
        self.args = ("\n".join(str(error) for error in self.errors),)


def each_error(error: ScenarioError) -> tuple[ScenarioError, ...]:
    """The mistakes that an error stands for: its own parts, or itself."""
    return error.errors if isinstance(error, ScenarioErrors) else (error,)


class Problems:
    """Collects mistakes, so that a person sees all of a file's at once."""

    def __init__(self) -> None:
        self.errors: list[ScenarioError] = []

    def add(self, error: ScenarioError) -> None:
        """Note a mistake; the same one met twice (in two rounds of a `repeat`, or through an alias) counts once."""
        known = {(other.message, other.place) for other in self.errors}
        self.errors.extend(one for one in each_error(error) if (one.message, one.place) not in known)

    @contextmanager
    def collect(self) -> Iterator[None]:
        """Note the mistake that the block raises, and go on after the block."""
        try:
            yield
        except ScenarioError as error:
            self.add(error)

    def settle(self) -> None:
        """Raise what was collected; raises ScenarioError for one mistake, ScenarioErrors for several."""
        if not self.errors:
            return
        found = sorted(self.errors, key=lambda error: (error.place.line, error.place.column) if error.place else (0, 0))
        raise found[0] if len(found) == 1 else ScenarioErrors(found[:MAX_ERRORS])


def did_you_mean(name: str, names: Iterable[str], cutoff: float = 0.5) -> str:
    """A hint that names the right name nearest to `name`, or nothing when none is near; 1 is equal."""
    close = nearest(name[:200], list(names), cutoff)
    return f"did you mean `{close}`?" if close else ""


def listed(names: Iterable[str]) -> str:
    """Names as a person lists them: `a`, `b` or `c`."""
    quoted = [f"`{name}`" for name in names]
    return quoted[0] if len(quoted) == 1 else ", ".join(quoted[:-1]) + " or " + quoted[-1] if quoted else "nothing"


def shortened(text: str, limit: int = 40) -> str:
    """A piece of the file as a message shows it: one line of at most `limit` characters in backquotes."""
    line = "".join(text.splitlines()[:1])
    return f"`{line}`" if line and line == text and len(line) <= limit else f"`{line[:limit]}…`" if text else '`""`'
