"""The pages of one running process that KSM may merge, by their frames, which the kernel shows to root only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ksmlab.errors import MachineRefuses, UsageError

NOT_MAPPED, ZERO_PAGE = -1, -2
PAGES_AT_MOST = 1 << 22  # 16 GiB of one mapping; more is left out, and said

_PAGE_SIZE = 4096
_PRESENT, _FRAME = np.uint64(1 << 63), np.uint64((1 << 55) - 1)
_KPF_ZERO_PAGE = 24
_MAPPING = re.compile(r"^([0-9a-f]+)-([0-9a-f]+) \S+ \S+ \S+ \S+ *(.*)$")


@dataclass(frozen=True, slots=True)
class LiveRegion:
    """A mergeable mapping.

    `frames`: int64, one a page: a frame number, NOT_MAPPED or ZERO_PAGE. `maps`: int64, how many page tables map the
    frame (0 where there is none or /proc/kpagecount is not to be read). `left_out` pages are in neither.
    """

    start: int
    name: str
    frames: np.ndarray
    maps: np.ndarray
    left_out: int = 0

    def count(self) -> dict[str, int]:
        """How many pages are `not_mapped`, `zero`, `shared` (their frame is mapped more than once) and `private`."""
        mapped = self.frames >= 0
        shared = int(np.count_nonzero(mapped & (self.maps > 1)))
        return {
            "shared": shared,
            "private": int(np.count_nonzero(mapped)) - shared,
            "zero": int(np.count_nonzero(self.frames == ZERO_PAGE)),
            "not_mapped": int(np.count_nonzero(self.frames == NOT_MAPPED)),
        }

    def letters(self) -> str:
        """One letter a page: `=` shared, `.` private, `z` zero page, blank not mapped."""
        kinds = np.select([self.frames == ZERO_PAGE, self.frames < 0, self.maps > 1], ["z", " ", "="], ".")
        return "".join(kinds.tolist())


def process_pages(pid: int, root: Path = Path("/")) -> list[LiveRegion]:
    """The mergeable mappings of a process. UsageError when there is no such process, MachineRefuses without root."""
    proc = root / "proc"
    try:
        spans = _mergeable((proc / str(pid) / "smaps").read_text())
        with (proc / str(pid) / "pagemap").open("rb", buffering=0) as pagemap:
            regions = [_region(start, stop, name, pagemap.fileno(), proc) for start, stop, name in spans]
    except FileNotFoundError:
        raise UsageError(f"there is no process {pid}") from None
    except PermissionError:
        raise MachineRefuses(f"the pages of process {pid} are shown to root only; try it with sudo") from None
    return regions


def _mergeable(smaps: str) -> list[tuple[int, int, str]]:
    spans: list[tuple[int, int, str]] = []
    last = (0, 0, "")
    for line in smaps.splitlines():
        if mapping := _MAPPING.match(line):
            last = (int(mapping[1], 16), int(mapping[2], 16), mapping[3])
        elif line.startswith("VmFlags:") and " mg" in line:
            spans.append(last)
    return spans


def _region(start: int, stop: int, name: str, pagemap: int, proc: Path) -> LiveRegion:
    import os

    pages = (stop - start) // _PAGE_SIZE
    read = min(pages, PAGES_AT_MOST)
    entries = np.frombuffer(os.pread(pagemap, read * 8, start // _PAGE_SIZE * 8), np.uint64)
    frames = np.where(entries & _PRESENT, (entries & _FRAME).astype(np.int64), NOT_MAPPED)
    present = np.unique(frames[frames > 0])
    if len(frames[frames >= 0]) and not len(present):
        raise PermissionError  # without CAP_SYS_ADMIN every frame number reads as 0
    flags, counts = _table(proc / "kpageflags", present), _table(proc / "kpagecount", present)
    place = np.searchsorted(present, frames).clip(max=max(len(present) - 1, 0))
    mapped = frames > 0
    maps = np.zeros(len(frames), np.int64)
    if len(present):
        maps[mapped] = counts[place[mapped]]
        frames[mapped & ((flags[place] >> _KPF_ZERO_PAGE & 1) == 1)] = ZERO_PAGE
    return LiveRegion(start, name, frames, maps, pages - read)


def _table(path: Path, frames: np.ndarray) -> np.ndarray:
    """An entry of 8 bytes for each frame (int64), zeros when the file cannot be read."""
    import os

    values = np.zeros(len(frames), np.int64)
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        return values
    try:
        for index, frame in enumerate(frames.tolist()):
            values[index] = int.from_bytes(os.pread(handle, 8, frame * 8), "little", signed=True)
    finally:
        os.close(handle)
    return values
