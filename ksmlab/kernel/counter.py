"""What is known of one counter, and its formula in names or in numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Literal

from ksmlab.kernel.features import Features

Where = Literal["sysfs", "process"]
Timing = Literal["immediate", "stale"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """One counter under one set of kernels; a name may have several, of which at most one fits a kernel.

    `where`: /sys/kernel/mm/ksm or a process's ksm_stat. `formula` has {names} to be filled with numbers, or is empty.
    `timing`: `immediate` is right at once; `stale` is corrected only when ksmd next passes (section 3.4).
    """

    name: str
    where: Where
    words: str
    timing: Timing
    has: Callable[[Features], bool]
    formula: str = ""

    def in_names(self) -> str:
        """The formula with the counters' names, or "" when it has none."""
        return self.formula.format_map({name: name for name in names_in(self.formula)})

    def in_numbers(self, numbers: Mapping[str, int]) -> str:
        """The formula with these numbers; without `rmap_items` it is worked out from the four page counters."""
        known = {"rmap_items": rmap_items(numbers), **numbers}
        return self.formula.format_map({name: known.get(name, 0) for name in names_in(self.formula)})


def names_in(formula: str) -> tuple[str, ...]:
    """The names that a formula needs, in order of appearance."""
    return tuple(dict.fromkeys(name for _, name, _, _ in Formatter().parse(formula) if name))


def rmap_items(numbers: Mapping[str, int]) -> int:
    """ksm_rmap_items of the whole kernel, which no file shows: every item is shared, sharing, unshared or volatile."""
    return sum(numbers.get(f"pages_{kind}", 0) for kind in ("shared", "sharing", "unshared", "volatile"))
