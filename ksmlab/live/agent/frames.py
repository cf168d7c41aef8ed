"""The frame behind every page, from /proc/PID/pagemap, numbered in the order in which a walk first meets them."""

from __future__ import annotations

import os
from typing import Dict, List, Tuple

from ksmlab.live.agent.syscalls import PAGE_SIZE

NOT_MAPPED, ZERO_PAGE = -1, -2
Regions = Dict[str, Tuple[int, int]]  # name -> (address, pages)

_PRESENT, _FRAME = 1 << 63, (1 << 55) - 1
_KPF_ZERO_PAGE = 24


class Frames:
    """Reads page maps; remembers which frames are the kernel's zero pages, since those never change."""

    def __init__(self) -> None:
        self._flags = os.open("/proc/kpageflags", os.O_RDONLY)
        self._numbers: dict[int, int] = {}
        self._zero: dict[int, bool] = {}

    def read(self, processes: dict[str, tuple[int, Regions]]) -> dict[str, list[int]]:
        """{"process.region": frames} for processes given as name -> (pid, regions), in their order."""
        self._numbers = {}
        frames = {}
        for name, (pid, regions) in processes.items():
            pagemap = os.open(f"/proc/{pid}/pagemap", os.O_RDONLY)
            try:
                for region, (address, pages) in regions.items():
                    data = os.pread(pagemap, pages * 8, address // PAGE_SIZE * 8)
                    frames[f"{name}.{region}"] = self._numbered(data)
            finally:
                os.close(pagemap)
        return frames

    def _numbered(self, data: bytes) -> List[int]:
        entries = memoryview(data).cast("Q")
        return [self._number(entry & _FRAME) if entry & _PRESENT else NOT_MAPPED for entry in entries]

    def _number(self, frame: int) -> int:
        if self._is_zero(frame):
            return ZERO_PAGE
        return self._numbers.setdefault(frame, len(self._numbers))

    def _is_zero(self, frame: int) -> bool:
        known = self._zero.get(frame)
        if known is None:
            flags = int.from_bytes(os.pread(self._flags, 8, frame * 8), "little")
            known = self._zero[frame] = bool(flags >> _KPF_ZERO_PAGE & 1)
        return known
