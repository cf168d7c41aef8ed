"""What processes do to their memory, and the page faults that follow (mm/memory.c, kernel/fork.c)."""

from __future__ import annotations

import numpy as np

from ksmlab.memory.address_space import NOT_MAPPED, ZERO_KSM, ZERO_READ, Process, Region, Vma
from ksmlab.memory.memory import Memory


def fill_region(memory: Memory, process: Process, region: Region, contents: np.ndarray) -> None:
    """Fill a new region; contents: int32, one a page, a content id or NOT_MAPPED or ZERO_READ."""
    slots = slice(region.first_slot, region.first_slot + region.pages)
    entries = memory.pages.frame[slots]
    if len(contents) and int(contents.min()) >= 0:
        memory.frames.allocate_run(contents, region.node, entries)
        some = True
    else:
        written = contents >= 0
        entries[:] = contents
        numbers = np.empty(int(np.count_nonzero(written)), np.int32)
        memory.frames.allocate_run(contents[written], region.node, numbers)
        entries[written] = numbers
        some = len(numbers) > 0
    if some:
        for vma in process.split(region.at, region.stop):
            vma.anon_vma = True


def write_page(memory: Memory, process: Process, vma: Vma, address: int, content: int) -> None:
    """A process writes a whole page: in place if it owns the frame alone, else into a new frame (do_wp_page)."""
    frames, entries = memory.frames, memory.pages.frame_at
    slot = vma.slot(address)
    frame = entries[slot]
    memory.touch(slot, slot + 1)
    if frame >= 0 and frames.holds_at[frame] >= 0 and frames.mapcount_at[frame] == 1:
        frames.holds_at[frame] = content
        return
    vma.anon_vma = True
    replace_page(memory, process, slot, content, vma.region.node)


def replace_page(memory: Memory, process: Process, slot: int, content: int, node: int) -> None:
    """wp_page_copy: the page gets a frame of its own with `content`; what it mapped before loses this mapping."""
    entries = memory.pages.frame_at
    memory.touch(slot, slot + 1)
    old = entries[slot]
    entries[slot] = memory.frames.allocate(content, node)
    if old >= 0:
        memory.cow_ksm += memory.frames.holds_at[old] < 0
        memory.unmap_frame(old)
    elif old == ZERO_KSM:
        memory.zero_pages_unmapped(process, 1)


def read_page(memory: Memory, slot: int) -> None:
    """A read fault on what is not mapped gives the kernel's zero page (do_anonymous_page)."""
    if memory.pages.frame_at[slot] == NOT_MAPPED:
        memory.touch(slot, slot + 1)
        memory.pages.frame_at[slot] = ZERO_READ


def copy_mm(memory: Memory, parent: Process, child: Process) -> None:
    """dup_mmap: the child gets the parent's regions and VMAs; a VMA in which nothing was ever written is not copied."""
    entries, next_at = memory.pages, parent.next_at
    regions: dict[int, Region] = {}
    memory.epoch += 1
    for region in parent.regions:
        regions[id(region)] = memory.new_region(child, region.name, region.at, region.pages, region.node)
    child.next_at = next_at
    for vma in parent.vmas:
        region = regions[id(vma.region)]
        twin = Vma(vma.start, vma.stop, region.first_slot + vma.start - region.at, region, vma.mergeable, vma.anon_vma)
        child.vmas.append(twin)
        if not vma.anon_vma:
            continue
        pages = vma.stop - vma.start
        mapped = entries.frame[vma.first_slot : vma.first_slot + pages]
        entries.frame[twin.first_slot : twin.first_slot + pages] = mapped
        np.add.at(memory.frames.mapcount, mapped[mapped >= 0], 1)
