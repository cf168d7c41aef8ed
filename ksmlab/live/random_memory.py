"""Which pages a random scenario may touch next: processes, their regions and what is still mapped of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from ksmlab.scenario.model import Content, Mix, Pages, ProcessSpec, RegionSpec

# A few contents that many pages share, close to each other in memcmp's order.
_SHARED = (b"\x01", b"\x02", b"\x00\x01", b"\x7f", b"\xff\x00")


@dataclass(slots=True)
class RandomProcess:
    """A process that runs: region -> its pages that are mapped, in order."""

    name: str
    regions: dict[str, list[int]] = field(default_factory=dict)


class RandomMemory:
    """Draws processes, regions and pages, and remembers what there is."""

    def __init__(self, random: Random, nodes: int) -> None:
        self._random, self._nodes = random, nodes
        self._numbers = 1000  # the next run of unique contents
        self._named = 0
        self.processes: dict[str, RandomProcess] = {}

    def new_process(self) -> ProcessSpec:
        """A process with one or two regions."""
        process = self._enter("p")
        regions = tuple(self.new_region(process) for _ in range(self._random.randint(1, 2)))
        return ProcessSpec(process.name, regions)

    def new_region(self, process: RandomProcess) -> RegionSpec:
        """A region of a few pages in the process, mostly mergeable."""
        random = self._random
        pages = random.randint(2, 24)
        contents: list[Content] = []
        while (left := pages - sum(content.pages for content in contents)) > 0:
            contents.append(self._content(random.randint(1, min(left, 6))))
        name = f"r{len(process.regions)}"
        process.regions[name] = list(range(pages))
        mergeable = random.random() < 0.8
        return RegionSpec(name, pages, tuple(contents), None, mergeable, random.randrange(self._nodes))

    def mapped_pages(self, process: RandomProcess) -> tuple[str, Pages] | None:
        """A region and a range of its pages, all of which are mapped; None when the process has none."""
        regions = [name for name, pages in process.regions.items() if pages]
        if not regions:
            return None
        name = self._random.choice(regions)
        mapped = process.regions[name]
        first = last = self._random.choice(mapped)
        wanted = self._random.choice((1, 2, 4, 6, 99))
        while last + 1 in mapped and last - first + 1 < wanted:
            last += 1
        return name, Pages(((first, last),))

    def unmap(self, process: RandomProcess, region: str, pages: Pages) -> None:
        """These are mapped no more."""
        first, last = pages.ranges[0]
        process.regions[region] = [page for page in process.regions[region] if not first <= page <= last]

    def written(self, pages: int) -> Content:
        """A content with bytes."""
        while True:
            content = self._content(pages)
            if content.kind not in ("read", "untouched"):
                return content

    def fork(self, parent: RandomProcess) -> str:
        """The name of a new child with the parent's regions."""
        child = self._enter("c")
        child.regions = {name: list(pages) for name, pages in parent.regions.items()}
        return child.name

    def exit(self, process: RandomProcess) -> None:
        """The process is there no more."""
        del self.processes[process.name]

    def _enter(self, letter: str) -> RandomProcess:
        process = RandomProcess(f"{letter}{self._named}")
        self._named += 1
        self.processes[process.name] = process
        return process

    def _content(self, pages: int) -> Content:
        random = self._random
        draw = random.random()
        if draw < 0.4:
            return Content("hex", random.choice(_SHARED), pages)
        if draw < 0.6:
            return Content("zero", None, pages)
        if draw < 0.75:
            self._numbers += random.choice((0, 100))  # a run again means pages that are equal to earlier ones
            return Content("unique", self._numbers, pages)
        if draw < 0.8:
            return Content("fill", b"\xa5", pages)
        if draw < 0.85:
            return Content("random", random.randint(1, 2), pages)
        if draw < 0.9:
            return Content("mix", Mix(zero=0.25, duplicate=0.5, distinct=2, unique=0.25), pages)
        return Content("read" if draw < 0.95 else "untouched", None, pages)
