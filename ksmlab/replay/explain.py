"""Why two kernels differ, found by experiment: the feature that, changed alone, makes one kernel's row the other's."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import combinations, islice

from ksmlab.kernel.feature_facts import BACK_PORTS, differences, fact
from ksmlab.kernel.features import Features
from ksmlab.replay.lockstep import Numbers, Value, differs, lockstep
from ksmlab.replay.rows import Replay
from ksmlab.replay.step_words import step_words
from ksmlab.scenario.model import KernelChoice, Scenario


@dataclass(frozen=True, slots=True)
class Explanation:
    """The first difference between two kernels and its cause.

    step and batch say where it is; field is the counter (under its lined-up name), a and b its values (None: that
    kernel has no such file). features: those that together cause it. what and cause are sentences: what differs, why.
    """

    step: int
    batch: int
    field: str
    a: Value | None
    b: Value | None
    features: tuple[str, ...]
    what: str
    cause: str

    @property
    def sentence(self) -> str:
        """All of it in words."""
        return f"{self.what} {self.cause}"


@dataclass(frozen=True, slots=True)
class _Found:
    """A differing row: the how manieth step (0: the start) and row in it, its words, and the two rows."""

    moment: int
    row: int
    step: int
    words: str
    a: Numbers
    b: Numbers
    field: str


def explain(
    scenario: Scenario, kernel_a: str, kernel_b: str, fields: Collection[str] | None = None, *, costs: bool = False
) -> Explanation | None:
    """The first row in which the kernels differ (in one of `fields`, if given), and why; None if they never do."""
    first, second = Replay(scenario, kernel_a, costs=costs), Replay(scenario, kernel_b, costs=costs)
    found = _first_difference(first, second, fields)
    if found is None:
        return None
    features = _cause(scenario, found, first.features, second.features, costs)
    values = found.a.get(found.field), found.b.get(found.field)
    batch = int(found.a["batch"])
    what = _what(found, (first.profile.name, values[0]), (second.profile.name, values[1]))
    cause = " ".join(_reasons(features, second.profile.name, second.features))
    return Explanation(found.step, batch, found.field, *values, features, what, cause)


def _first_difference(a: Replay, b: Replay, fields: Collection[str] | None) -> _Found | None:
    for moment, (step, (rows_a, rows_b)) in enumerate(lockstep((a, b))):
        for place, (row_a, row_b) in enumerate(zip(rows_a, rows_b, strict=False)):
            for field in dict.fromkeys((*row_b, *row_a)):
                if field == "batch" or (fields is not None and field not in fields):
                    continue
                if differs(field, (row_a.get(field), row_b.get(field))):
                    number = step.number if step else 0
                    return _Found(moment, place, number, step_words(step), row_a, row_b, field)
    return None


def _cause(scenario: Scenario, found: _Found, a: Features, b: Features, costs: bool) -> tuple[str, ...]:
    """The features of `a` that, given `b`'s values, make the row what it is under `b`: one, else two, else all."""
    candidates = [new.feature for _, new in sorted(differences(a, b), key=lambda pair: "not" in pair[1].seen)]
    for size in (1, 2):
        tried = [(names, _try(scenario, found, a, b, names, costs)) for names in combinations(candidates, size)]
        for names, row in tried:
            if row is not None and _equal(row, found.b):
                return names
        for names, row in tried:
            if row is not None and row.get(found.field) == found.b.get(found.field):
                return names
    return tuple(candidates)


def _equal(one: Numbers, other: Numbers) -> bool:
    return not any(differs(field, (one.get(field), other.get(field))) for field in one.keys() | other.keys())


def _try(
    scenario: Scenario, found: _Found, a: Features, b: Features, names: Sequence[str], costs: bool
) -> Numbers | None:
    """The row under `a` with these features as `b` has them; None if that kernel has no such row."""
    changed = replace(a, **{name: getattr(b, name) for name in names})
    choice = KernelChoice(scenario.kernel.base, asdict(changed))
    replay = Replay(replace(scenario, kernel=choice), costs=costs)
    moments = islice(lockstep((replay,)), found.moment, None)
    _, (rows,) = next(moments)
    return rows[found.row] if found.row < len(rows) else None


def _what(found: _Found, a: tuple[str, Value | None], b: tuple[str, Value | None]) -> str:
    words = f"{found.words}, wake-up {found.a['batch']}" if found.words.startswith("scan") else found.words
    where = f"At step {found.step} ({words})" if found.step else "At the start"
    return f"{where} {found.field} is {_shown(a[1])} under {a[0]}, {_shown(b[1])} under {b[0]}."


def _reasons(names: Sequence[str], kernel: str, features: Features) -> Iterator[str]:
    for name in names:
        known = fact(name, getattr(features, name))
        release = "never released" if known.release.startswith("none") else known.release
        if (kernel, name) in BACK_PORTS:
            release += f", {BACK_PORTS[kernel, name]} by back-port"
        source = f"ended by {known.source}" if known.ended else known.source
        yield f"Cause: {name}. Under {kernel} {known.words} ({release}; {source})."


def _shown(value: Value | None) -> str:
    return "not to be seen" if value is None else str(value)
