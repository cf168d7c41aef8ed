"""The simulated machine's memory: processes, page tables, frames and contents."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable

import numpy as np

from ksmlab.memory.address_space import NOT_MAPPED, ZERO_KSM, PageTable, Process, Region
from ksmlab.memory.columns import distinct
from ksmlab.memory.contents import Contents
from ksmlab.memory.frames import NO_NODE, Frames

FEW = 64  # pages in a run that is better changed as a slice


class Memory:
    """All memory of a machine. Page tables of all processes are rows ("slots") of one table.

    zero_pages_tracked: the kernel knows KSM's zero pages by the page table and counts them at once (6.6).
    ksm_zero_pages: how many there are, as the kernel counts them (it drifts where the kernel's does).
    """

    def __init__(self, zero_pages_tracked: bool) -> None:
        self.contents = Contents()
        self.frames = Frames()
        self.pages = PageTable()
        self.processes: list[Process] = []
        self.zero_pages_tracked = zero_pages_tracked
        self.ksm_zero_pages = 0
        self.cow_ksm = 0  # /proc/vmstat
        self.on_pages_lost: Callable[[int | np.ndarray], None] = _nobody  # told of which stable nodes (one, or int32)
        self.epoch = 0  # grows with everything that processes do to their memory
        self.vma_epoch = 0  # grows when pages stop being mergeable: unmapped, advised so, or their process ended
        self.touched = array("q")  # first, stop, … of rows that processes changed, for ksmd to look through
        self.notes_touched = True  # somebody wants to know them
        self._region_slots: list[int] = []  # first slot of each region, ascending
        self._region_owners: list[tuple[Process, Region]] = []

    def process(self, name: str) -> Process | None:
        """The living process of that name."""
        return next((p for p in reversed(self.processes) if p.name == name and not p.exited), None)

    def new_process(self, name: str) -> Process:
        """Start a process without memory."""
        process = Process(len(self.processes), name)
        self.processes.append(process)
        return process

    def new_region(self, process: Process, name: str, at: int, pages: int, node: int) -> Region:
        """Give a process `pages` rows of the page table, not mapped."""
        region = Region(name, at, pages, self.pages.extend(pages), node)
        process.regions.append(region)
        process.next_at = region.stop + 1
        self._region_slots.append(region.first_slot)
        self._region_owners.append((process, region))
        return region

    def owner(self, slot: int) -> tuple[Process, Region]:
        """The process and region that a row of the page table belongs to."""
        return self._region_owners[bisect_right(self._region_slots, slot) - 1]

    def owners(self, slots: np.ndarray) -> np.ndarray:
        """Process indexes (int32, shape of `slots`)."""
        of_region = np.array([process.index for process, _ in self._region_owners], np.int32)
        return of_region[np.searchsorted(np.array(self._region_slots), slots, "right") - 1]

    def address(self, slot: int) -> int:
        """The page number of a row in its process."""
        region = self.owner(slot)[1]
        return region.at + slot - region.first_slot

    def touch(self, first: int, stop: int) -> None:
        """Processes changed what rows [first, stop) hold, map, or may be merged."""
        self.epoch += 1
        if not self.notes_touched:
            return
        touched = self.touched
        if touched and touched[-2] <= first <= touched[-1]:
            touched[-1] = max(stop, touched[-1])
        else:
            touched.append(first)
            touched.append(stop)

    def take_touched(self) -> tuple[np.ndarray, np.ndarray]:
        """(first, stop), int64 each, of what was touched since this was asked last."""
        touched, self.touched = self.touched, array("q")
        pairs = np.frombuffer(touched, np.int64).reshape(-1, 2)
        return pairs[:, 0], pairs[:, 1]

    def forget_touched(self, goes_on: bool) -> None:
        """What was touched so far matters no more; does what will be?"""
        self.touched, self.notes_touched = array("q"), goes_on

    def unmap_frame(self, frame: int) -> None:
        """One mapping of a frame goes; with the last one the frame is free and its stable node is stale."""
        frames = self.frames
        frames.mapcount_at[frame] -= 1
        if frames.mapcount_at[frame] == 0:
            node = frames.stable_node(frame)
            if node != NO_NODE:
                self.on_pages_lost(node)
            frames.put(frame)

    def zap(self, process: Process, slots: slice) -> None:
        """zap_pte_range: these rows map nothing any more; zero pages that KSM placed are counted down."""
        self.touch(slots.start, slots.stop)
        entries = self.pages.frame[slots]
        placed = int(np.count_nonzero(entries == ZERO_KSM))
        if placed:
            self.zero_pages_unmapped(process, placed)
        mapped = entries[entries >= 0]
        if len(mapped):
            self.unmap_frames(mapped)
        entries[:] = NOT_MAPPED

    def zero_pages_unmapped(self, process: Process, count: int) -> None:
        """ksm_might_unmap_zero_page."""
        if self.zero_pages_tracked:
            process.zero_pages -= count
            self.ksm_zero_pages -= count

    def unmap_frames(self, mapped: np.ndarray) -> None:
        """unmap_frame for many mappings; `mapped`: frame numbers, int32, with repetitions."""
        frames = self.frames
        np.subtract.at(frames.mapcount, mapped, 1)
        gone = distinct(mapped[frames.mapcount[mapped] == 0])
        holds = frames.holds[gone]
        self.on_pages_lost(~holds[holds < 0])
        frames.put_run(gone)

    def unmap_plain_frames(self, mapped: np.ndarray) -> None:
        """The same for frames that are no KSM pages, each here once; `mapped`: frame numbers, int32."""
        mapcount = self.frames.mapcount
        if not len(mapped):
            return
        self.frames.freed_unlisted = True
        steps = mapped[1:] - mapped[:-1]
        gaps = np.flatnonzero(steps != 1)
        if len(gaps) > len(mapped) // FEW or (steps[gaps] < 0).any():
            mapcount[mapped] -= 1
            return
        starts = [0, *(gaps + 1).tolist()]  # of runs, each of which goes at once
        for start, stop in zip(starts, [*starts[1:], len(mapped)], strict=True):
            mapcount[int(mapped[start]) : int(mapped[stop - 1]) + 1] -= 1

    def copy(self) -> Memory:
        """A copy that shares contents, which are only ever added to."""
        twin = object.__new__(Memory)
        twin.__dict__.update(self.__dict__)
        twin.frames, twin.pages = self.frames.copy(), self.pages.copy()
        twin.processes = [process.copy() for process in self.processes]
        twin.touched = self.touched[:]
        twin._region_slots = list(self._region_slots)
        twin._region_owners = [(twin.processes[p.index], region) for p, region in self._region_owners]
        return twin


def _nobody(nodes: int | np.ndarray) -> None:
    """There is no ksmd."""
