"""Keeping a process's own stack, heap and libraries out of KSM after prctl(PR_SET_MEMORY_MERGE) took everything in."""

from __future__ import annotations

import re

from ksmlab.live.agent import syscalls
from ksmlab.live.agent.frames import Regions

_MAPPING = re.compile(r"^([0-9a-f]+)-([0-9a-f]+) ", re.MULTILINE)
_VM_FLAGS = re.compile(r"^VmFlags:(.*)$", re.MULTILINE)


def keep_out(regions: Regions) -> None:
    """MADV_UNMERGEABLE on every mergeable mapping but the scenario's regions, until a look finds none."""
    ours = {address for address, _ in regions.values()}
    spans = [(address, address + pages * syscalls.PAGE_SIZE) for address, pages in regions.values()]
    for _ in range(5):  # looking allocates memory, which may be mapped anew
        strangers = [
            (first, last)
            for first, last in _mergeable()
            if first not in ours and not any(low <= first < high for low, high in spans)
        ]
        if not strangers:
            return
        for first, last in strangers:
            syscalls.advise(first, last - first, syscalls.ADVICE["unmergeable"])


def _mergeable() -> list[tuple[int, int]]:
    with open("/proc/self/smaps") as file:
        text = file.read()
    spans = [(int(first, 16), int(last, 16)) for first, last in _MAPPING.findall(text)]
    return [span for span, flags in zip(spans, _VM_FLAGS.findall(text)) if " mg" in flags]
