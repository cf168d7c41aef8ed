"""What a scenario file says, checked and frozen; the loader makes these, the lab runs them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ksmlab.errors import Place

ContentKind = Literal["zero", "hex", "fill", "text", "unique", "random", "mix", "read", "untouched"]
Advice = Literal["mergeable", "unmergeable", "dontneed"]
KnobValue = int | str


@dataclass(frozen=True, slots=True)
class Mix:
    """Shares of a `mix` content; what they leave over of 1 is `unique`."""

    zero: float = 0.0
    duplicate: float = 0.0
    distinct: int = 1
    unique: float = 0.0


@dataclass(frozen=True, slots=True)
class Content:
    """One content for `pages` pages.

    `value`: bytes for `hex`, `fill` (one byte) and `text` (UTF-8), int for `unique` (K) and `random` (S), Mix for
    `mix`, None for `zero`, `read` and `untouched`.
    """

    kind: ContentKind
    value: bytes | int | Mix | None
    pages: int
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class RegionSpec:
    """A region to map; `at` is a page number or None for one page after the region mapped last in the process."""

    name: str
    pages: int
    contents: tuple[Content, ...]  # together exactly `pages` pages: the loader adds `untouched` for the rest
    at: int | None = None
    mergeable: bool = False
    node: int = 0
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class ProcessSpec:
    """A process to start, with its regions in the order in which they are mapped."""

    name: str
    regions: tuple[RegionSpec, ...]
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Pages:
    """Pages of one region: ranges (first, last), both included, as written; `all` is resolved by the loader."""

    ranges: tuple[tuple[int, int], ...]

    def __len__(self) -> int:
        return sum(last - first + 1 for first, last in self.ranges)

    def __str__(self) -> str:
        return ",".join(str(a) if a == b else f"{a}-{b}" for a, b in self.ranges)


@dataclass(frozen=True, slots=True)
class Step:
    """A step; `number` is the place in the file's list of steps, from 1 (steps inside `repeat` have the repeat's)."""

    number: int = field(default=0, kw_only=True)
    place: Place | None = field(default=None, kw_only=True)


@dataclass(frozen=True, slots=True)
class Scan(Step):
    """`wakeups` wake-ups of ksmd, wake-ups until full_scans has grown by `full_scans`, or looks at `pages` pages.

    One of the three is given. Looks may end within a wake-up; the end of a full scan takes one.
    """

    wakeups: int | None = None
    full_scans: int | None = None
    pages: int | None = None


@dataclass(frozen=True, slots=True)
class SetKnobs(Step):
    """Writes to /sys/kernel/mm/ksm, in order; values as the file has them (a bool is 0 or 1)."""

    values: Mapping[str, KnobValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Run(Step):
    """Writes /sys/kernel/mm/ksm/run."""

    value: int = 1


@dataclass(frozen=True, slots=True)
class Write(Step):
    """The process writes these pages; `contents` cover the pages in order (kinds that are written only)."""

    process: str = ""
    region: str = ""
    pages: Pages = Pages(())
    contents: tuple[Content, ...] = ()


@dataclass(frozen=True, slots=True)
class Read(Step):
    """The process reads these pages."""

    process: str = ""
    region: str = ""
    pages: Pages = Pages(())


@dataclass(frozen=True, slots=True)
class Madvise(Step):
    """madvise(2) with MADV_MERGEABLE, MADV_UNMERGEABLE or MADV_DONTNEED."""

    process: str = ""
    region: str = ""
    pages: Pages = Pages(())
    advice: Advice = "mergeable"


@dataclass(frozen=True, slots=True)
class Prctl(Step):
    """prctl(PR_SET_MEMORY_MERGE, merge_any)."""

    process: str = ""
    merge_any: bool = True


@dataclass(frozen=True, slots=True)
class Map(Step):
    """mmap of a new region, filled and advised as at the start."""

    process: str = ""
    region: RegionSpec | None = None


@dataclass(frozen=True, slots=True)
class Unmap(Step):
    """munmap of these pages."""

    process: str = ""
    region: str = ""
    pages: Pages = Pages(())


@dataclass(frozen=True, slots=True)
class Start(Step):
    """A new process starts."""

    process: ProcessSpec | None = None


@dataclass(frozen=True, slots=True)
class Fork(Step):
    """fork(2): the child has the parent's regions under the same names."""

    process: str = ""
    child: str = ""


@dataclass(frozen=True, slots=True)
class Exit(Step):
    """The process ends."""

    process: str = ""


@dataclass(frozen=True, slots=True)
class Repeat(Step):
    """These steps, `times` times."""

    times: int = 1
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Bound:
    """One line of an `expect`: `name` is a counter, a knob, a cost (such as `memcmp_pages`) or "process.field"."""

    name: str
    minimum: int | str | None = None
    maximum: int | str | None = None
    equal: int | str | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Expect(Step):
    """Checked when replayed; `kernels` limits it to these profiles (empty: every kernel)."""

    bounds: tuple[Bound, ...] = ()
    kernels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Note(Step):
    """Markdown shown to the learner at this point."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class KernelChoice:
    """A profile's name and the features that the scenario changes in it."""

    base: str = "6.18"
    changes: Mapping[str, bool | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ClockSpec:
    """Costs on the virtual clock, in nanoseconds; what is not named keeps its default (ksmlab.ksm.costs.ClockCosts)."""

    values: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A whole scenario file."""

    title: str
    about: str
    kernel: KernelChoice
    seed: int
    ksm: Mapping[str, KnobValue]
    processes: tuple[ProcessSpec, ...]
    steps: tuple[Step, ...]
    path: str = ""
    clock: ClockSpec = ClockSpec()
    ksm_place: Place | None = None
