"""ksm_madvise and the prctl: which VMAs ksmd may look at."""

from __future__ import annotations

from ksmlab.errors import KernelErrno
from ksmlab.ksm.mm_slots import ksm_enter
from ksmlab.ksm.state import Ksm
from ksmlab.ksm.unmerge import break_ksm
from ksmlab.memory.address_space import Process, Vma


def madvise(ksm: Ksm, process: Process, start: int, stop: int, advice: str) -> None:
    """madvise(2) on page numbers [start, stop): what is mapped is advised; KernelErrno ENOMEM if there were holes."""
    mapped = 0
    for vma in process.split(start, stop):
        mapped += vma.stop - vma.start
        if advice == "dontneed":
            ksm.memory.zap(process, slice(vma.first_slot, vma.slot(vma.stop)))
        elif advice == "mergeable":
            _make_mergeable(ksm, process, vma)
        else:
            make_unmergeable(ksm, process, vma)
    process.merge_vmas()
    if mapped < stop - start:
        raise KernelErrno("ENOMEM", "part of the range is not mapped; the rest was advised")


def _make_mergeable(ksm: Ksm, process: Process, vma: Vma) -> None:
    """MADV_MERGEABLE; nothing happens where the flag is set already."""
    if vma.mergeable:
        return
    if not process.mergeable:
        ksm_enter(ksm, process)
    vma.mergeable = True


def make_unmergeable(ksm: Ksm, process: Process, vma: Vma) -> None:
    """MADV_UNMERGEABLE: unshare what KSM shared, then clear the flag; the items stay until ksmd passes."""
    if vma.mergeable:
        ksm.memory.vma_epoch += 1
        ksm.memory.touch(vma.first_slot, vma.slot(vma.stop))
        break_ksm(ksm, process, vma)
        vma.mergeable = False


def set_memory_merge(ksm: Ksm, process: Process, merge_any: bool) -> None:
    """prctl(PR_SET_MEMORY_MERGE); KernelErrno EINVAL from a kernel that has none."""
    if not ksm.features.merge_any:
        raise KernelErrno("EINVAL", "this kernel has no PR_SET_MEMORY_MERGE (Linux has it since 6.4)")
    if merge_any == process.merge_any:
        return
    if merge_any and not process.mergeable:
        ksm_enter(ksm, process)
    process.merge_any = merge_any
    for vma in process.vmas:
        if merge_any:
            vma.mergeable = True
        else:
            make_unmergeable(ksm, process, vma)
    process.merge_vmas()


def ksm_add_vma(ksm: Ksm, process: Process, vma: Vma) -> None:
    """A new mapping in a process with MMF_VM_MERGE_ANY is mergeable from the start."""
    if not process.merge_any:
        return
    vma.mergeable = True
    if not process.mergeable and not ksm.features.ksmd_clears_merge_any:
        ksm_enter(ksm, process)


def ksm_fork(ksm: Ksm, parent: Process, child: Process) -> None:
    """ksm_fork and what dup_mm copies: registration, flags and, before the fix, the parent's numbers."""
    child.merge_any = parent.merge_any
    child.zero_pages = parent.zero_pages
    if ksm.features.fork_inherits_counters:
        child.merging_pages, child.rmap_items = parent.merging_pages, parent.rmap_items
    else:
        ksm.memory.ksm_zero_pages += parent.zero_pages
    if parent.mergeable:
        ksm_enter(ksm, child)
