"""Processes and their regions, and names for pages: `vm1.ram[3]`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ksmlab.errors import UsageError, nearest
from ksmlab.lab import Lab
from ksmlab.memory.address_space import Process, Region
from ksmlab.snapshot.vmas import vmas_of


@dataclass(frozen=True, slots=True)
class RegionView:
    """Pages that a process mapped under a name; `first_slot` is the row of its first page in the page table.

    mapped_pages, mergeable_pages: how many of `pages` are still mapped, and may be merged.
    """

    name: str
    at: int
    pages: int
    first_slot: int
    node: int
    process: str
    mapped_pages: int
    mergeable_pages: int

    @property
    def last_slot(self) -> int:
        """The row of its last page."""
        return self.first_slot + self.pages - 1


@dataclass(frozen=True, slots=True)
class ProcessView:
    """A process; `registered`: it is on ksmd's list (MMF_VM_MERGEABLE); `merge_any`: prctl made all of it mergeable."""

    name: str
    exited: bool
    merge_any: bool
    registered: bool
    regions: tuple[RegionView, ...]


@dataclass(frozen=True, slots=True)
class PageRef:
    """A page by names; `page` is its number within the region."""

    process: str
    region: str
    page: int

    def __str__(self) -> str:
        return f"{self.process}.{self.region}[{self.page}]"


def processes(lab: Lab) -> tuple[ProcessView, ...]:
    """All processes in the order in which they started, the exited included."""
    return tuple(
        ProcessView(
            process.name,
            process.exited,
            process.merge_any,
            process.mergeable,
            tuple(_region(process, region) for region in process.regions),
        )
        for process in lab.machine.memory.processes
    )


def locate(lab: Lab, slot: int) -> PageRef:
    """The names of a row of the page table."""
    process, region = lab.machine.memory.owner(slot)
    return PageRef(process.name, region.name, slot - region.first_slot)


def slot_of(lab: Lab, process: str, region: str, page: int) -> int:
    """The row of a page; UsageError with the nearest name for a process, region or page that does not exist."""
    owner = _named(lab, process)
    found = owner.region(region)
    if found is None:
        names = [one.name for one in owner.regions]
        raise UsageError(f"{process} has no region {region}{_nearest(region, names)}")
    if not 0 <= page < found.pages:
        raise UsageError(f"{process}.{region} has pages 0 to {found.pages - 1}, not {page}")
    return found.first_slot + page


def parse_page(lab: Lab, text: str) -> int:
    """The row of `vm1.ram[3]`; UsageError for anything else."""
    match = re.fullmatch(r"\s*([^.\s\[]+)\.([^.\s\[]+)\[(\d+)\]\s*", text)
    if match is None:
        raise UsageError(f"{text.strip()!r} is no page; a page is written vm1.ram[3]")
    return slot_of(lab, match[1], match[2], int(match[3]))


def _named(lab: Lab, name: str) -> Process:
    memory = lab.machine.memory
    found = memory.process(name) or next((one for one in reversed(memory.processes) if one.name == name), None)
    if found is None:
        raise UsageError(f"there is no process {name}{_nearest(name, [one.name for one in memory.processes])}")
    return found


def _nearest(name: str, names: list[str]) -> str:
    alike = nearest(name, names)
    return f"; did you mean {alike}?" if alike else f" (there is {', '.join(dict.fromkeys(names)) or 'none'})"


def _region(process: Process, region: Region) -> RegionView:
    vmas = list(vmas_of(process, region))
    return RegionView(
        region.name,
        region.at,
        region.pages,
        region.first_slot,
        region.node,
        process.name,
        sum(vma.stop - vma.start for vma in vmas),
        sum(vma.stop - vma.start for vma in vmas if vma.mergeable),
    )
