"""Which rows of the page table lie in mergeable memory."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

import numpy as np

from ksmlab.lab import Lab
from ksmlab.memory.address_space import Process, Region, Vma


def regions_between(lab: Lab, first_slot: int, last_slot: int) -> Iterator[tuple[Process, Region]]:
    """The regions that rows first_slot to last_slot (both included) belong to, in order."""
    memory = lab.machine.memory
    slot = first_slot
    while slot <= last_slot and slot < memory.pages.used:
        process, region = memory.owner(slot)
        yield process, region
        slot = region.first_slot + region.pages


def vmas_of(process: Process, region: Region, first: int = 0, last: int | None = None) -> Iterator[Vma]:
    """The VMAs over pages first to last (both included) of a region, as far as it is still mapped."""
    stop = region.stop if last is None else region.at + last + 1
    vmas = process.vmas
    for place in range(bisect_right(vmas, region.at + first, key=lambda vma: vma.stop), len(vmas)):
        if vmas[place].start >= stop:
            return
        if vmas[place].region is region:
            yield vmas[place]


def mergeable(lab: Lab, first_slot: int, last_slot: int) -> np.ndarray:
    """bool, one for each row from first_slot to last_slot (both included): its VMA has VM_MERGEABLE."""
    found = np.zeros(max(0, last_slot - first_slot + 1), bool)
    for process, region in regions_between(lab, first_slot, last_slot):
        first = max(0, first_slot - region.first_slot)
        last = min(region.pages - 1, last_slot - region.first_slot)
        for vma in vmas_of(process, region, first, last):
            if vma.mergeable:
                start = max(vma.first_slot - first_slot, 0)
                found[start : max(0, vma.slot(vma.stop) - first_slot)] = True
    return found


def vma_of(lab: Lab, slot: int) -> Vma | None:
    """The VMA that a row lies in, None where nothing is mapped."""
    process, region = lab.machine.memory.owner(slot)
    page = slot - region.first_slot
    return next(vmas_of(process, region, page, page), None)
