"""One kernel in words, and the difference between two; it says everything without colour and fits 80 columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from ksmlab.kernel.counter import Where
from ksmlab.kernel.counters import counters, process_fields
from ksmlab.kernel.fact import Fact
from ksmlab.kernel.feature_facts import BACK_PORTS, differences, facts_of
from ksmlab.kernel.knobs import DIRECTORY, files, knobs
from ksmlab.kernel.profiles import Profile

_TIMING = {"immediate": "right at once", "stale": "corrected when ksmd next passes"}
_SEEN = {
    "in recorded rows": "Recorded rows confirm it.",
    "not seen in rows": "Recorded rows do not show it; it was read in the source.",
    "not recorded": "No kernel with it was recorded; it was read in the source.",
}


def one_kernel(kernel: Profile) -> Iterable[RenderableType]:
    """All of one kernel: what was recorded, its features, its files and fields."""
    yield Text(f"{kernel.name}: {kernel.description}", style="bold")
    yield _recorded(kernel)
    yield ""
    yield _heading("Features")
    for fact in facts_of(kernel.features):
        yield _named(fact.feature, f" = {_word(fact.value)}")
        yield from _lines(f"{fact.words}.", *_provenance(fact, kernel))
    yield ""
    yield _heading(f"Knobs in {DIRECTORY}")
    yield from _knobs(kernel)
    yield ""
    yield _heading(f"Counters in {DIRECTORY}")
    yield from _counters(kernel, "sysfs")
    yield ""
    yield _heading("Fields of a process (ksm_stat and ksm_merging_pages)")
    yield from _counters(kernel, "process")


def changes(before: Profile, after: Profile) -> Iterable[RenderableType]:
    """What changed from one kernel to the other and why: features, then files and fields."""
    yield Text(f"{before.name} -> {after.name}: from {before.release} to {after.release}", style="bold")
    yield ""
    pairs = differences(before.features, after.features)
    if not pairs:
        yield "No feature differs: every scenario gives the same rows."
    for old, new in pairs:
        yield _named(new.feature, f": {_word(old.value)} -> {_word(new.value)}")
        yield from _lines(f"Was: {old.words}.", f"Now: {new.words}.", *_provenance(new, before, after))
    yield from _gone_and_new(f"Files in {DIRECTORY}", files(before.features), files(after.features))
    yield from _gone_and_new("Fields of a process", process_fields(before.features), process_fields(after.features))


def _recorded(kernel: Profile) -> str:
    trace = kernel.trace
    if trace is None:
        return f"Release {kernel.release}, never recorded: all of it was read in the source."
    counted = "with" if trace.comparisons else "without"
    return f"Recorded on {kernel.release}: {trace.rows:,} rows of {trace.scenarios} scenarios, {counted} comparisons."


def _provenance(fact: Fact, *kernels: Profile) -> tuple[str, str, str]:
    """Which kernels have it, what brought or ended it, whether recorded rows show it."""
    branches = [
        BACK_PORTS[kernel.name, fact.feature] for kernel in kernels if (kernel.name, fact.feature) in BACK_PORTS
    ]
    ported = f"; the newer way back-ported to {' and '.join(branches)}" if branches else ""
    origin = "Ended by" if fact.ended else "From"
    return f"Kernels: {fact.release}{ported}.", f"{origin}: {fact.source}", _SEEN[fact.seen]


def _knobs(kernel: Profile) -> Iterable[RenderableType]:
    for knob in knobs(kernel.features):
        yield _named(knob.name, f" = {knob.shown(knob.default)}, since {knob.since}")
        refusals = " EBUSY while pages are merged." if knob.busy_while_merged else ""
        refusals += " EINVAL while the advisor is active." if knob.advisor_owns and kernel.features.advisor else ""
        yield from _lines(f"{knob.meaning}. Takes {knob.accepts}.{refusals}")


def _counters(kernel: Profile, where: Where) -> Iterable[RenderableType]:
    for counter in counters(kernel.features, where):
        yield _named(counter.name, f": {_TIMING[counter.timing]}")
        yield from _lines(counter.words, *([f"= {counter.in_names()}"] if counter.formula else []))


def _gone_and_new(title: str, was: Sequence[str], now: Sequence[str]) -> Iterable[RenderableType]:
    changed = [f"- {name}" for name in was if name not in now] + [f"+ {name}" for name in now if name not in was]
    if changed:
        yield ""
        yield _heading(title)
        yield from _lines(*changed)


def _word(value: bool | str) -> str:
    return value if isinstance(value, str) else "yes" if value else "no"


def _heading(words: str) -> Text:
    return Text(words, style="bold underline")


def _named(name: str, rest: str) -> Text:
    return Text.assemble((name, "bold"), rest)


def _lines(*texts: str) -> Iterable[RenderableType]:
    return (Padding(Text(text), (0, 0, 0, 4)) for text in texts)
