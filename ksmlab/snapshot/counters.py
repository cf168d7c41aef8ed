"""The counters of /sys/kernel/mm/ksm and each process's ksm_stat, with change, history, meaning and formula."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ksmlab.kernel.counter import Counter, Timing
from ksmlab.kernel.counters import counters as facts_of
from ksmlab.kernel.counters import process_fields
from ksmlab.lab import Lab
from ksmlab.snapshot.counter_history import CounterHistory

Number = int | str


@dataclass(frozen=True, slots=True)
class CounterView:
    """One counter now.

    change           since the command before, 0 for words and where nothing is known of then
    history          its values after each command, oldest first, the present one last
    words            what it counts; `timing`: `stale` is corrected only when ksmd next passes
    formula_names    "({pages_sharing} + …) * 4096" with names, and with the present numbers; "" for a plain count
    """

    name: str
    value: Number
    change: int
    history: tuple[int, ...]
    words: str
    timing: Timing
    formula_names: str
    formula_numbers: str


@dataclass(frozen=True, slots=True)
class ProcessStat:
    """A living process's ksm_stat (and its ksm_merging_pages) under this kernel's names."""

    process: str
    fields: tuple[CounterView, ...]


def counters_view(lab: Lab, history: CounterHistory | None = None) -> tuple[CounterView, ...]:
    """All counters under /sys/kernel/mm/ksm that the kernel has, in the order of its rows."""
    numbers = lab.counters()
    exact = {"rmap_items": lab.machine.ksm.counters.rmap_items, **numbers}
    return tuple(_view(lab, fact, fact.name, numbers[fact.name], exact, history) for fact in _facts(lab))


def process_stats(lab: Lab, history: CounterHistory | None = None) -> tuple[ProcessStat, ...]:
    """Each living process's fields, in the order in which they started."""
    facts = {fact.name: fact for fact in facts_of(lab.features, "process")}
    found = []
    for process, values in lab.processes().items():
        numbers = {name: value for name, value in values.items() if isinstance(value, int)}
        fields = tuple(
            _view(lab, facts[name], f"{process}.{name}", values[name], numbers, history)
            for name in process_fields(lab.features)
        )
        found.append(ProcessStat(process, fields))
    return tuple(found)


def profit_in_words(lab: Lab) -> str:
    """The profit as somebody would say it: what was saved, what the bookkeeping costs, in pages."""
    ksm = lab.machine.ksm
    zero = ksm.memory.ksm_zero_pages if lab.features.profit == "merged_and_zero" else 0
    saved, spent = ksm.counters.pages_sharing + zero, ksm.counters.rmap_items * 64
    profit = saved * 4096 - spent
    pages = f"{abs(profit) / 4096:,.1f}".removesuffix(".0")
    verdict = f"saves {pages} pages" if profit > 0 else f"costs {pages} pages" if profit < 0 else "saves nothing"
    return (
        f"{verdict}: {_count(saved, 'page')} shared away, "
        f"{_count(ksm.counters.rmap_items, 'rmap_item')} of 64 bytes take {spent:,} bytes"
    )


def _facts(lab: Lab) -> tuple[Counter, ...]:
    return facts_of(lab.features, "sysfs")


def _view(
    lab: Lab, fact: Counter, key: str, value: Number, numbers: Mapping[str, int], history: CounterHistory | None
) -> CounterView:
    series = history.series(key, lab.at) if history else ()
    return CounterView(
        name=fact.name,
        value=value,
        change=history.change(key, lab.at, value) if history and isinstance(value, int) else 0,
        history=series,
        words=fact.words,
        timing=fact.timing,
        formula_names=fact.in_names(),
        formula_numbers=fact.in_numbers(numbers) if fact.formula else "",
    )


def _count(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"
