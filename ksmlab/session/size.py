"""How much memory a machine would take, reckoned before anything is allocated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from ksmlab.errors import TooLarge
from ksmlab.ksm.rmap_items import RmapItems
from ksmlab.memory.address_space import PageTable
from ksmlab.memory.columns import Columns
from ksmlab.memory.frames import Frames
from ksmlab.scenario import model

WORKING_BYTES = 8  # of each page, while a region is filled and while ksmd scans: ids, indices, masks
SMALL_BYTES = 64 << 20  # what any machine has, so that nobody has to ask
_WITHOUT_FRAME = ("untouched", "read")


def bytes_of_row(table: type[Columns]) -> int:
    """Bytes of one row of a table."""
    return sum(np.dtype(dtype).itemsize for dtype, _ in table.COLUMNS.values())


def bytes_for(pages: int, frames: int) -> int:
    """Bytes of a machine with `pages` pages in all processes together, of which `frames` were written at some time."""
    return pages * (bytes_of_row(PageTable) + bytes_of_row(RmapItems) + WORKING_BYTES) + frames * bytes_of_row(Frames)


def bytes_needed(scenario: model.Scenario) -> int:
    """Bytes of the scenario's machine with all that its steps will map; rows of what ends are not used again."""
    pages = frames = 0
    sizes: dict[str, int] = {}
    for mapped in _mapped(scenario.processes, scenario.steps, sizes):
        pages += mapped[0]
        frames += mapped[1]
    return bytes_for(pages, frames)


def available_bytes(meminfo: Path = Path("/proc/meminfo")) -> int | None:
    """MemAvailable; None where the system does not tell."""
    try:
        lines = meminfo.read_text().splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:")), None)


def ensure_fits(needed_bytes: int) -> None:
    """TooLarge, with the figure, unless that much memory is there."""
    if needed_bytes <= SMALL_BYTES:
        return
    there = available_bytes()
    if there is not None and needed_bytes > there:
        raise TooLarge(
            f"this machine would need {needed_bytes / 2**30:,.1f} GiB of memory and {there / 2**30:,.1f} GiB are free; "
            "give it fewer pages"
        )


def _mapped(
    processes: Iterable[model.ProcessSpec], steps: Iterable[model.Step], sizes: dict[str, int]
) -> Iterator[tuple[int, int]]:
    """(pages, frames) of everything that is mapped; `sizes` holds each process's pages so far, for its forks."""
    for process in processes:
        sizes[process.name] = sum(region.pages for region in process.regions)
        yield from (_pages_and_frames(region) for region in process.regions)
    for step in steps:
        match step:
            case model.Start() if step.process is not None:
                yield from _mapped([step.process], (), sizes)
            case model.Map() if step.region is not None:
                sizes[step.process] = sizes.get(step.process, 0) + step.region.pages
                yield _pages_and_frames(step.region)
            case model.Fork():
                sizes[step.child] = sizes.get(step.process, 0)
                yield sizes[step.child], 0
            case model.Repeat():
                for _ in range(step.times):
                    yield from _mapped((), step.steps, sizes)


def _pages_and_frames(region: model.RegionSpec) -> tuple[int, int]:
    written = sum(content.pages for content in region.contents if content.kind not in _WITHOUT_FRAME)
    return region.pages, written
