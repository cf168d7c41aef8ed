"""Processes, their regions and VMAs, and the page tables: which frame each page maps."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field, replace

import numpy as np

from ksmlab.memory.columns import Columns

NOT_MAPPED = -1
ZERO_READ = -2  # the kernel's zero page after a read fault (a clean entry)
ZERO_KSM = -3  # the kernel's zero page that KSM placed (a dirty entry from 6.6 on)


class PageTable(Columns):
    """One row a page of any process. frame: int32, a frame's number or NOT_MAPPED, ZERO_READ, ZERO_KSM."""

    COLUMNS = {"frame": ("i4", NOT_MAPPED)}
    frame: np.ndarray
    frame_at: memoryview


@dataclass(slots=True)
class Region:
    """Pages mapped by a process under a name: `pages` rows of the page table from `first_slot`, at page number `at`."""

    name: str
    at: int
    pages: int
    first_slot: int
    node: int = 0

    @property
    def stop(self) -> int:
        """The page number after the region's last."""
        return self.at + self.pages


@dataclass(slots=True)
class Vma:
    """vm_area_struct: page numbers [start, stop) of one region, with the same flags. first_slot: the row of `start`."""

    start: int
    stop: int
    first_slot: int
    region: Region
    mergeable: bool = False  # VM_MERGEABLE
    anon_vma: bool = False  # something in it was once written

    def slot(self, address: int) -> int:
        """The row of the page at page number `address`."""
        return self.first_slot + address - self.start


@dataclass(slots=True)
class Process:
    """A process and its mm_struct, with KSM's fields in it."""

    index: int
    name: str
    regions: list[Region] = field(default_factory=list)
    vmas: list[Vma] = field(default_factory=list)  # by address
    next_at: int = 0
    exited: bool = False
    mergeable: bool = False  # MMF_VM_MERGEABLE: known to ksmd
    merge_any: bool = False  # MMF_VM_MERGE_ANY
    rmap_items: int = 0  # mm->ksm_rmap_items as the kernel reports it
    merging_pages: int = 0
    zero_pages: int = 0

    def region(self, name: str) -> Region | None:
        """The region of that name that was mapped last."""
        return next((region for region in reversed(self.regions) if region.name == name), None)

    def vma_at(self, address: int) -> Vma | None:
        """vma_lookup: the VMA that holds page number `address`."""
        place = bisect_right(self.vmas, address, key=lambda vma: vma.start) - 1
        if place >= 0 and address < self.vmas[place].stop:
            return self.vmas[place]
        return None

    def vmas_from(self, address: int) -> list[Vma]:
        """The VMAs that hold or lie above `address`."""
        return self.vmas[bisect_right(self.vmas, address, key=lambda vma: vma.stop) :]

    def add_vma(self, vma: Vma) -> None:
        """Put a new VMA in its place."""
        self.vmas.insert(bisect_right(self.vmas, vma.start, key=lambda other: other.start), vma)

    def split(self, start: int, stop: int) -> list[Vma]:
        """split_vma: the VMAs of [start, stop), cut so that none reaches beyond it."""
        for boundary in (start, stop):
            vma = self.vma_at(boundary)
            if vma is not None and vma.start < boundary:
                self.vmas.insert(self.vmas.index(vma) + 1, replace(vma, start=boundary, first_slot=vma.slot(boundary)))
                vma.stop = boundary
        return [vma for vma in self.vmas_from(start) if vma.start < stop]

    def merge_vmas(self) -> None:
        """vma_merge: neighbours in one region with the same flags become one."""
        merged: list[Vma] = []
        for vma in self.vmas:
            last = merged[-1] if merged else None
            if last and last.region is vma.region and last.stop == vma.start and last.mergeable == vma.mergeable:
                last.stop = vma.stop
                last.anon_vma |= vma.anon_vma
            else:
                merged.append(vma)
        self.vmas = merged

    def copy(self) -> Process:
        """A copy that shares only regions, which never change."""
        return replace(self, regions=list(self.regions), vmas=[replace(vma) for vma in self.vmas])
