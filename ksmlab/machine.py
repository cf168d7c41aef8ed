"""A simulated machine: memory, processes and ksmd under one kernel, and the system calls that processes make."""

from __future__ import annotations

import numpy as np

from ksmlab.errors import KernelErrno
from ksmlab.kernel.features import Features
from ksmlab.ksm.madvise import ksm_add_vma, ksm_fork, madvise, set_memory_merge
from ksmlab.ksm.mm_slots import ksm_exit
from ksmlab.ksm.state import Ksm
from ksmlab.ksm.sysfs import write_knob
from ksmlab.memory.address_space import Process, Region, Vma
from ksmlab.memory.faults import copy_mm, fill_region, read_page, write_page
from ksmlab.memory.memory import Memory


class Machine:
    """One machine. Calls raise KernelErrno where the kernel refuses; page numbers are those within a region."""

    def __init__(self, features: Features, nodes: int = 1) -> None:
        self.features = features
        self.memory = Memory(zero_pages_tracked=features.zero_page_tracking == "dirty_pte")
        self.ksm = Ksm(self.memory, features, nodes)

    def start_process(self, name: str) -> Process:
        """A new process without memory."""
        return self.memory.new_process(name)

    def mmap(self, process: Process, name: str, at: int | None, contents: np.ndarray, node: int) -> Region:
        """Map a private anonymous region and fill it; contents: int32, one a page (ids, NOT_MAPPED or ZERO_READ)."""
        at = process.next_at if at is None else at
        region = self.memory.new_region(process, name, at, len(contents), node)
        vma = Vma(at, region.stop, region.first_slot, region)
        process.add_vma(vma)
        self.ksm.grow()
        self.ksm.adopt_items(process, region)
        ksm_add_vma(self.ksm, process, vma)
        fill_region(self.memory, process, region, contents)
        return region

    def write(self, process: Process, region: Region, first: int, contents: np.ndarray) -> None:
        """Write pages first, first+1, … of a region; contents: int32 ids. KernelErrno EFAULT at an unmapped page."""
        for place, content in enumerate(contents.tolist()):
            address = region.at + first + place
            write_page(self.memory, process, self._vma(process, address), address, content)

    def read(self, process: Process, region: Region, first: int, last: int) -> None:
        """Read pages first to last of a region. KernelErrno EFAULT at a page that is not mapped."""
        for address in range(region.at + first, region.at + last + 1):
            read_page(self.memory, self._vma(process, address).slot(address))

    def madvise(self, process: Process, region: Region, first: int, last: int, advice: str) -> None:
        """madvise(2) on pages first to last of a region."""
        madvise(self.ksm, process, region.at + first, region.at + last + 1, advice)

    def munmap(self, process: Process, region: Region, first: int, last: int) -> None:
        """munmap(2) of pages first to last of a region."""
        for vma in process.split(region.at + first, region.at + last + 1):
            self.memory.vma_epoch += 1
            self.memory.zap(process, slice(vma.first_slot, vma.slot(vma.stop)))
            process.vmas.remove(vma)

    def prctl_memory_merge(self, process: Process, merge_any: bool) -> None:
        """prctl(PR_SET_MEMORY_MERGE, merge_any)."""
        set_memory_merge(self.ksm, process, merge_any)

    def fork(self, parent: Process, name: str) -> Process:
        """fork(2)."""
        child = self.memory.new_process(name)
        copy_mm(self.memory, parent, child)
        self.ksm.grow()
        ksm_fork(self.ksm, parent, child)
        return child

    def exit(self, process: Process) -> None:
        """The process ends: ksmd is told first (ksm_exit), then its memory goes."""
        if process.mergeable:
            ksm_exit(self.ksm, process)
        for vma in process.vmas:
            self.memory.zap(process, slice(vma.first_slot, vma.slot(vma.stop)))
        process.vmas.clear()
        self.memory.vma_epoch += 1
        process.exited = True

    def write_sysfs(self, name: str, text: str) -> None:
        """Write to /sys/kernel/mm/ksm/<name>."""
        write_knob(self.ksm, name, text)

    def copy(self) -> Machine:
        """A copy that shares nothing that changes."""
        twin = object.__new__(Machine)
        twin.features = self.features
        twin.memory = self.memory.copy()
        twin.ksm = self.ksm.copy(twin.memory)
        return twin

    @property
    def nbytes(self) -> int:
        """Bytes of all arrays."""
        memory, ksm = self.memory, self.ksm
        tables = (memory.frames, memory.pages, ksm.items, ksm.nodes, *ksm.stable_trees, *ksm.unstable_trees)
        return sum(table.nbytes for table in tables)

    def _vma(self, process: Process, address: int) -> Vma:
        vma = process.vma_at(address)
        if vma is None:
            unmapped = f"page {address} of {process.name} is not mapped: the process would not survive"
            raise KernelErrno("EFAULT", unmapped)
        return vma
