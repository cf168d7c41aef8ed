"""Keeping a process's own stack, heap and libraries out of KSM after prctl(PR_SET_MEMORY_MERGE) took everything in.

The agent looks from outside, while the process stands still: whatever a process does for that itself may need new
memory, which would be mergeable again.
"""

from __future__ import annotations

import re
from typing import List, Tuple

from ksmlab.live.agent import sysfs
from ksmlab.live.agent.frames import Regions
from ksmlab.live.agent.syscalls import PAGE_SIZE

Spans = List[Tuple[int, int]]  # (first address, address behind the last)

_MAPPING = re.compile(r"^([0-9a-f]+)-([0-9a-f]+) ", re.MULTILINE)
_VM_FLAGS = re.compile(r"^VmFlags:(.*)$", re.MULTILINE)


def strangers(pid: int, regions: Regions) -> Spans:
    """The mergeable mappings of a process that are not in the scenario's regions."""
    ours = [(address, address + pages * PAGE_SIZE) for address, pages in regions.values()]
    return [span for span in _mergeable(pid) if not any(low <= span[0] < high for low, high in ours)]


def _mergeable(pid: int) -> Spans:
    text = sysfs.read(f"/proc/{pid}/smaps")
    spans = [(int(first, 16), int(last, 16)) for first, last in _MAPPING.findall(text)]
    return [span for span, flags in zip(spans, _VM_FLAGS.findall(text)) if " mg" in flags]
