"""Hypothesis strategies: scenarios that a person could have written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from ksmlab.kernel.feature_values import allowed_values
from ksmlab.kernel.profiles import PROFILES
from ksmlab.scenario import model as m
from ksmlab.scenario.names import CLOCK_COSTS, counters, knobs

Draw = Callable[[st.SearchStrategy[Any]], Any]

u64 = st.integers(0, 2**64 - 1)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
ODD_NAMES = ["no", "on", "null", "1", "1e5", "017", "0x1", "-", "all", "true", "12-3"]  # what YAML may take for no text
names = st.from_regex(r"\A[A-Za-z0-9_-]{1,12}\Z") | st.sampled_from(ODD_NAMES)
shares = st.tuples(*[st.floats(0, 0.33)] * 3)
mixes = st.builds(
    lambda parts, distinct: m.Mix(parts[0], parts[1], distinct, parts[2]), shares, st.integers(1, 1 << 32)
)
knob_values = st.integers(-(2**40), 2**64) | st.text(st.characters(exclude_categories=["Cs"]), max_size=9)
VALUES: dict[m.ContentKind, st.SearchStrategy[Any]] = {
    "zero": st.none(),
    "read": st.none(),
    "untouched": st.none(),
    "hex": st.binary(min_size=1, max_size=9),
    "fill": st.binary(min_size=1, max_size=1),
    "text": texts.map(str.encode),
    "unique": st.integers(0, 2**64 - 1000),
    "random": u64,
    "mix": mixes,
}
WRITTEN: tuple[m.ContentKind, ...] = ("zero", "hex", "fill", "text", "unique", "random", "mix")


@st.composite
def contents(draw: Draw, pages: int, kinds: tuple[m.ContentKind, ...] = tuple(VALUES)) -> tuple[m.Content, ...]:
    """Contents of exactly this many pages."""
    runs: list[m.Content] = []
    while pages:
        size = draw(st.integers(1, pages))
        kind = draw(st.sampled_from(kinds))
        runs.append(m.Content(kind, draw(VALUES[kind]), size))
        pages -= size
    return tuple(runs)


@st.composite
def regions(draw: Draw) -> tuple[m.RegionSpec, ...]:
    """Regions with names of their own, none in another's place."""
    made: list[m.RegionSpec] = []
    next_at = 0
    for name in draw(st.lists(names, max_size=3, unique=True)):
        pages = draw(st.integers(1, 12))
        at = draw(st.none() | st.integers(next_at, next_at + 9))
        next_at = (next_at if at is None else at) + pages + 1
        made.append(m.RegionSpec(name, pages, draw(contents(pages)), at, draw(st.booleans()), draw(st.integers(0, 3))))
    return tuple(made)


@st.composite
def page_lists(draw: Draw, size: int) -> m.Pages:
    """Pages of a region of this size."""
    ends = st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)).map(lambda two: (min(two), max(two)))
    return m.Pages(tuple(draw(st.lists(ends, min_size=1, max_size=3))))


@st.composite
def region_steps(draw: Draw, process: m.ProcessSpec) -> m.Step:
    """A step on pages of a region that nobody unmaps."""
    region = draw(st.sampled_from(process.regions))
    pages = draw(page_lists(region.pages))
    where: dict[str, Any] = {"process": process.name, "region": region.name, "pages": pages}
    match draw(st.sampled_from(["write", "read", "madvise"])):
        case "write":
            return m.Write(**where, contents=draw(contents(len(pages), WRITTEN)))
        case "read":
            return m.Read(**where)
    return m.Madvise(**where, advice=draw(st.sampled_from(["mergeable", "unmergeable", "dontneed"])))


bounds = st.sampled_from(sorted(set(counters("sysfs")))).flatmap(
    lambda name: st.builds(m.Bound, st.just(name), equal=st.integers(-(2**63), 2**63))
    | st.builds(m.Bound, st.just(name), minimum=st.integers(-9, 0), maximum=st.none() | st.integers(1, 9))
)
plain_steps: st.SearchStrategy[m.Step] = st.one_of(
    st.builds(m.Scan, wakeups=st.integers(1, 999)),
    st.builds(m.Scan, full_scans=st.integers(1, 999)),
    st.builds(m.SetKnobs, values=st.dictionaries(st.sampled_from(sorted(knobs())), knob_values, max_size=3)),
    st.builds(m.Run, value=st.integers(0, 2)),
    st.builds(m.Note, text=texts),
    st.builds(
        m.Expect,
        bounds=st.lists(bounds, min_size=1, max_size=3, unique_by=lambda bound: bound.name).map(tuple),
        kernels=st.lists(st.sampled_from(sorted(PROFILES)), max_size=3, unique=True).map(tuple),
    ),
)


@st.composite
def steps(draw: Draw, processes: tuple[m.ProcessSpec, ...], number: int = 0, depth: int = 0) -> tuple[m.Step, ...]:
    """A few steps, numbered as the loader numbers them."""
    mapped = [process for process in processes if process.regions]
    made: list[m.Step] = []
    for place in range(1, draw(st.integers(0, 5)) + 1):
        mine = number or place
        choices: list[st.SearchStrategy[m.Step]] = [plain_steps]
        if mapped:
            choices.append(st.sampled_from(mapped).flatmap(region_steps))
            choices.append(st.builds(m.Prctl, process=st.just(mapped[0].name), merge_any=st.booleans()))
        if depth < 3:
            inner = steps(processes, mine, depth + 1)
            choices.append(st.builds(m.Repeat, times=st.integers(1, 5), steps=inner))
        made.append(replace(draw(st.one_of(choices)), number=mine))
    return tuple(made)


@st.composite
def lives(draw: Draw, processes: tuple[m.ProcessSpec, ...], number: int) -> tuple[m.Step, ...]:
    """Steps in which processes come and go, after step `number`."""
    taken = [process.name for process in processes]
    made: list[m.Step] = []
    for name in draw(st.lists(names.filter(lambda name: name not in taken), max_size=2, unique=True)):
        if taken and draw(st.booleans()):
            made.append(m.Fork(process=taken[0], child=name))
        else:
            made.append(m.Start(process=m.ProcessSpec(name, draw(regions()))))
        made.append(m.Map(process=name, region=m.RegionSpec("a-region-of-its-own", 2, draw(contents(2)))))
        made.append(m.Unmap(process=name, region="a-region-of-its-own", pages=m.Pages(((0, 1),))))
        made.append(m.Exit(process=name))
    return tuple(replace(step, number=number + place) for place, step in enumerate(made, start=1))


@st.composite
def kernels(draw: Draw) -> m.KernelChoice:
    """A profile, perhaps changed."""
    features = st.lists(st.sampled_from(sorted(allowed_values())), max_size=2, unique=True)
    changes = {name: draw(st.sampled_from(list(allowed_values()[name]))) for name in draw(features)}
    return m.KernelChoice(draw(st.sampled_from(sorted(PROFILES))), changes)


@st.composite
def scenarios(draw: Draw) -> m.Scenario:
    """A whole scenario that loads."""
    process_names = draw(st.lists(names, max_size=3, unique=True))
    processes = tuple(m.ProcessSpec(name, draw(regions())) for name in process_names)
    first = draw(steps(processes))
    return m.Scenario(
        title=draw(texts), about=draw(texts), kernel=draw(kernels()), seed=draw(u64),
        ksm=draw(st.dictionaries(st.sampled_from(sorted(knobs())), knob_values, max_size=3)), processes=processes,
        steps=first + draw(lives(processes, len(first))),
        clock=m.ClockSpec(draw(st.dictionaries(st.sampled_from(sorted(CLOCK_COSTS)), st.integers(0, 10**15)))),
    )  # fmt: skip
