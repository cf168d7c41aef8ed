"""Random scenarios with many rewrites between wake-ups, some forks and chains: what bulk scanning finds hardest."""

from __future__ import annotations

from random import Random
from typing import Literal

from ksmlab.scenario.model import (
    Content,
    Exit,
    Fork,
    KernelChoice,
    Madvise,
    Pages,
    ProcessSpec,
    RegionSpec,
    Scan,
    Scenario,
    Step,
    Write,
)

ADVICE: tuple[Literal["mergeable", "unmergeable", "dontneed"], ...] = (
    "unmergeable",
    "mergeable",
    "mergeable",
    "dontneed",
)


def churn_scenario(seed: int, number: int) -> Scenario:
    """Scenario `number` of the stream `seed`: one or two processes of 30 to 160 pages, rounds of writes and scans."""
    random = Random(f"churn {seed} {number}")
    pages, kinds = random.randint(30, 160), random.choice((2, 8, 40))
    ksm = {
        "pages_to_scan": random.choice((7, 50, 1000)),
        "use_zero_pages": random.randint(0, 1),
        "max_page_sharing": random.choice((2, 3, 10, 256)),
        "stable_node_chains_prune_millisecs": random.choice((0, 40, 2000, 100_000_000)),
    }
    names = ["a", "b"][: random.randint(1, 2)]
    processes = tuple(ProcessSpec(name, (_region(random, pages, kinds),)) for name in names)
    steps: list[Step] = [Scan(wakeups=random.randint(0, 6))]
    for round_number in range(random.randint(10, 40)):
        steps += [_event(random, names, pages, kinds, round_number) for _ in range(random.choice((1, 1, 2, 6)))]
        steps.append(Scan(wakeups=random.choice((1, 1, 2, 9))))
    return Scenario(f"churn {seed} {number}", "", KernelChoice(), 0, ksm, processes, tuple(steps))


def ordered_churn_scenario(seed: int, number: int) -> Scenario:
    """The same without chains, over contents whose ids are in memcmp's order, with stable nodes that go stale often."""
    random = Random(f"ordered churn {seed} {number}")
    kinds, pages = random.choice((20, 60, 150)), random.randint(60, 300)
    ksm = {
        "pages_to_scan": random.choice((20, 100, 1000)),
        "stable_node_chains_prune_millisecs": random.choice((0, 2000)),
    }
    numbers = RegionSpec("r", kinds + 20, (Content("unique", 1, kinds + 20),), mergeable=bool(random.randint(0, 1)))
    processes = (ProcessSpec("n", (numbers,)), ProcessSpec("a", (_region(random, pages, kinds),)))
    steps: list[Step] = [Scan(wakeups=random.randint(1, 30))]
    for _ in range(random.randint(10, 30)):
        for _ in range(random.choice((1, 3, 10))):
            first = random.randrange(pages)
            run = min(pages - first, random.choice((1, 2, 12)))
            contents = (_content(random, kinds, run),)
            steps.append(Write(process="a", region="r", pages=Pages(((first, first + run - 1),)), contents=contents))
        steps.append(Scan(wakeups=random.choice((1, 2, 9))))
    return Scenario(f"ordered churn {seed} {number}", "", KernelChoice(), 0, ksm, processes, tuple(steps))


def _region(random: Random, pages: int, kinds: int) -> RegionSpec:
    contents, left = [], pages
    while left:
        run = min(left, random.randint(1, 12))
        contents.append(_content(random, kinds, run))
        left -= run
    return RegionSpec("r", pages, tuple(contents), mergeable=True)


def _content(random: Random, kinds: int, run: int) -> Content:
    if random.random() < 0.15:
        return Content("zero", None, run)
    return Content("unique", random.randint(1, kinds), run)


def _event(random: Random, names: list[str], pages: int, kinds: int, number: int) -> Step:
    name, first = random.choice(names), random.randrange(pages)
    run = min(pages - first, random.choice((1, 1, 3, 20)))
    kind = random.random()
    if kind < 0.06 and len(names) < 5:
        names.append(f"c{number}-{len(names)}-{first}")
        return Fork(process=name, child=names[-1])
    if kind < 0.09 and len(names) > 1:
        names.remove(name)
        return Exit(process=name)
    where = Pages(((first, first + run - 1),))
    if kind < 0.2:
        advice = random.choice(ADVICE)
        return Madvise(process=name, region="r", pages=where, advice=advice)
    return Write(process=name, region="r", pages=where, contents=(_content(random, kinds, run),))
