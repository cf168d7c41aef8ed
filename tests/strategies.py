"""Random scenarios for Hypothesis: every kind of step and content, never one that a process would not survive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from hypothesis import strategies as st

from ksmlab.kernel.profiles import PROFILES
from ksmlab.scenario import model
from ksmlab.scenario.model import Content, Pages, RegionSpec

KERNELS = tuple(PROFILES)

# Few different bytes, so that pages often are equal; two ways to write the same page (unique 1 and hex 00…01).
WRITTEN: tuple[tuple[model.ContentKind, bytes | int | model.Mix | None], ...] = (
    ("zero", None),
    ("zero", None),
    ("hex", b"\xaa"),
    ("hex", b"\xaa\x55"),
    ("hex", bytes(7) + b"\x01"),
    ("text", b"hello"),
    ("fill", b"\xa5"),
    ("unique", 0),
    ("unique", 1),
    ("unique", 3),
    ("random", 1),
    ("mix", model.Mix(zero=0.3, duplicate=0.5, distinct=2, unique=0.2)),
)
NOT_WRITTEN: tuple[tuple[model.ContentKind, None], ...] = (("read", None), ("untouched", None))


@dataclass
class LivingRegion:
    """A region as a scenario's writer knows it: which of its pages are still mapped."""

    name: str
    at: int
    mapped: list[bool]


@dataclass
class LivingProcess:
    """A process as a scenario's writer knows it."""

    name: str
    next_at: int = 0
    regions: dict[str, LivingRegion] = field(default_factory=dict)

    def taken(self) -> set[int]:
        """Page numbers that are mapped."""
        return {
            region.at + place for region in self.regions.values() for place, is_on in enumerate(region.mapped) if is_on
        }


class Writer:
    """Draws a scenario step by step and keeps track of what is there."""

    def __init__(self, draw: st.DrawFn, max_pages: int, nodes: int) -> None:
        self.draw = draw
        self.max_pages, self.nodes = max_pages, nodes
        self.processes: dict[str, LivingProcess] = {}
        self.pages = 0
        self.named = 0

    def contents(self, pages: int, written: bool) -> tuple[Content, ...]:
        """Contents that cover `pages` pages; written: only what a write can write."""
        kinds = WRITTEN if written else WRITTEN + NOT_WRITTEN
        runs: list[Content] = []
        while pages:
            run = self.draw(st.integers(1, pages))
            kind, value = self.draw(st.sampled_from(kinds))
            runs.append(Content(kind, value, run))
            pages -= run
        return tuple(runs)

    def region(self, process: LivingProcess, name: str) -> RegionSpec:
        """A new region of a process, sometimes where another one was unmapped."""
        size = self.draw(st.integers(1, 12))
        at = self._place(process, size)
        self.pages += size
        self._track(process, name, process.next_at if at is None else at, size)
        mergeable = self.draw(st.sampled_from((True, True, True, False)))
        node = self.draw(st.integers(0, self.nodes - 1))
        return RegionSpec(name, size, self.contents(size, written=False), at, mergeable, node)

    def _place(self, process: LivingProcess, size: int) -> int | None:
        """A page number for the region, or None for the default."""
        taken = process.taken()
        highest = max(taken, default=-1) + 2
        default_is_free = taken.isdisjoint(range(process.next_at, process.next_at + size))
        holes = [at for at in range(highest) if taken.isdisjoint(range(at, at + size))]
        choices = [*([None, None, None] if default_is_free else [highest]), *holes[:1]]
        place: int | None = self.draw(st.sampled_from(choices))
        return place

    def _track(self, process: LivingProcess, name: str, at: int, size: int) -> None:
        process.regions[name] = LivingRegion(name, at, [True] * size)
        process.next_at = at + size + 1

    def process(self) -> model.ProcessSpec:
        """A new process with one to three regions."""
        living = LivingProcess(self.new_name("p"))
        self.processes[living.name] = living
        count = self.draw(st.integers(1, 3))
        return model.ProcessSpec(living.name, tuple(self.region(living, f"r{place}") for place in range(count)))

    def new_name(self, letter: str) -> str:
        """A name that nobody had."""
        self.named += 1
        return f"{letter}{self.named}"

    def some_pages(self) -> tuple[str, str, Pages] | None:
        """A process, a region of it and pages that are mapped there; None when there are none."""
        regions = [(process, region) for process in self.processes.values() for region in process.regions.values()]
        regions = [(process, region) for process, region in regions if any(region.mapped)]
        if not regions:
            return None
        process, region = self.draw(st.sampled_from(regions))
        mapped = [place for place, is_on in enumerate(region.mapped) if is_on]
        first = self.draw(st.integers(0, len(mapped) - 1))
        last = self.draw(st.integers(first, len(mapped) - 1))
        return process.name, region.name, Pages(tuple(_ranges(mapped[first : last + 1])))

    def any_step(self) -> model.Step:
        """A step of any kind; a scan where the kind drawn is not possible now."""
        kinds = (self.scan,) * 6 + (self.on_pages,) * 6 + (self.knobs, self.prctl, self.map, self.fork, self.exit)
        step = self.draw(st.sampled_from((*kinds, self.start, self.run, self.rounds)))()
        return step or self.scan()

    def scan(self) -> model.Step:
        """A few wake-ups, full scans or pages."""
        kind = self.draw(st.sampled_from(("wakeups", "wakeups", "full_scans", "full_scans", "pages")))
        count = self.draw(st.integers(1, 6))
        match kind:
            case "wakeups":
                return model.Scan(wakeups=count)
            case "full_scans":
                return model.Scan(full_scans=1 + count // 2)
            case _:
                return model.Scan(pages=count)

    def on_pages(self) -> model.Step | None:
        """A write, read, madvise or munmap."""
        where = self.some_pages()
        if where is None:
            return None
        kind = self.draw(st.sampled_from(("write", "write", "write", "read", "madvise", "madvise", "unmap")))
        if kind == "write":
            return model.Write(*where, self.contents(len(where[2]), written=True))
        if kind == "read":
            return model.Read(*where)
        if kind == "madvise":
            return model.Madvise(*where, self.draw(st.sampled_from(("mergeable", "unmergeable", "dontneed"))))
        region = self.processes[where[0]].regions[where[1]]
        for first, last in where[2].ranges:
            region.mapped[first : last + 1] = [False] * (last + 1 - first)
        return model.Unmap(*where)

    def knobs(self) -> model.Step:
        """One knob."""
        name, value = self.draw(knob_settings(self.nodes))
        return model.SetKnobs({name: value})

    def prctl(self) -> model.Step | None:
        """PR_SET_MEMORY_MERGE."""
        if not self.processes:
            return None
        return model.Prctl(self.draw(st.sampled_from(sorted(self.processes))), self.draw(st.booleans()))

    def map(self) -> model.Step | None:
        """A new region."""
        if not self.processes or self.pages > self.max_pages:
            return None
        process = self.processes[self.draw(st.sampled_from(sorted(self.processes)))]
        return model.Map(process.name, self.region(process, self.new_name("m")))

    def fork(self) -> model.Step | None:
        """A child."""
        if not self.processes or self.pages > self.max_pages:
            return None
        parent = self.processes[self.draw(st.sampled_from(sorted(self.processes)))]
        regions = {name: replace(region, mapped=list(region.mapped)) for name, region in parent.regions.items()}
        child = LivingProcess(self.new_name("c"), parent.next_at, regions)
        self.processes[child.name] = child
        self.pages += sum(len(region.mapped) for region in regions.values())
        return model.Fork(parent.name, child.name)

    def exit(self) -> model.Step | None:
        """A process ends."""
        if not self.processes:
            return None
        name = self.draw(st.sampled_from(sorted(self.processes)))
        del self.processes[name]
        return model.Exit(name)

    def start(self) -> model.Step | None:
        """A new process."""
        return model.Start(self.process()) if self.pages <= self.max_pages else None

    def run(self) -> model.Step:
        """A write to run."""
        return model.Run(self.draw(st.sampled_from((0, 1, 1, 2))))

    def rounds(self) -> model.Step:
        """A write and a scan, repeated."""
        where = self.some_pages()
        write = () if where is None else (model.Write(*where, self.contents(len(where[2]), written=True)),)
        return model.Repeat(self.draw(st.integers(1, 3)), (*write, self.scan()))


def _ranges(places: Sequence[int]) -> list[tuple[int, int]]:
    """Sorted page numbers as ranges, both ends included."""
    found: list[tuple[int, int]] = []
    for place in places:
        if found and found[-1][1] == place - 1:
            found[-1] = (found[-1][0], place)
        else:
            found.append((place, place))
    return found


def knob_settings(nodes: int = 1) -> st.SearchStrategy[tuple[str, int]]:
    """A knob and a value that matters in a small machine."""
    values = {
        "pages_to_scan": (1, 2, 3, 5, 8, 20, 100),
        "use_zero_pages": (0, 1, 1),
        "smart_scan": (0, 1),
        "max_page_sharing": (2, 3, 4, 256),
        "stable_node_chains_prune_millisecs": (0, 20, 2000),
        "sleep_millisecs": (0, 20, 5000),
        **({"merge_across_nodes": (0, 1)} if nodes > 1 else {}),
    }
    return st.sampled_from([(name, value) for name, choices in values.items() for value in choices])


@st.composite
def scenarios(
    draw: st.DrawFn, kernels: Sequence[str] = KERNELS, max_pages: int = 80, max_steps: int = 20, max_nodes: int = 2
) -> model.Scenario:
    """A scenario for one of `kernels`; with more than max_pages pages no region is mapped and nobody forks any more."""
    writer = Writer(draw, max_pages, draw(st.integers(1, max_nodes)))
    knobs = {"use_zero_pages": draw(st.integers(0, 1)), **dict(draw(st.lists(knob_settings(writer.nodes), max_size=5)))}
    processes = tuple(writer.process() for _ in range(draw(st.integers(1, 3))))
    steps = [writer.any_step() for _ in range(draw(st.integers(1, max_steps)))]
    return model.Scenario(
        title="random",
        about="",
        kernel=model.KernelChoice(draw(st.sampled_from(list(kernels)))),
        seed=draw(st.integers(0, 3)),
        ksm=knobs,
        processes=processes,
        steps=tuple(_numbered(step, place) for place, step in enumerate(steps, 1)),
    )


def _numbered(step: model.Step, number: int) -> model.Step:
    """The step with its place in the file; steps inside a repeat have the repeat's."""
    if isinstance(step, model.Repeat):
        step = replace(step, steps=tuple(_numbered(inner, number) for inner in step.steps))
    return replace(step, number=number)
