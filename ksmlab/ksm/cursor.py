"""scan_get_next_rmap_item: in which order ksmd meets pages, and when items of what is gone are freed."""

from __future__ import annotations

import numpy as np

from ksmlab.ksm.advisor import advisor_start_scan, advisor_stop_scan
from ksmlab.ksm.mm_slots import forget
from ksmlab.ksm.removal import free_items_between
from ksmlab.ksm.rmap_items import ZERO_FLAG
from ksmlab.ksm.smart_scan import should_skip_rmap_item
from ksmlab.ksm.state import Ksm
from ksmlab.memory.address_space import NOT_MAPPED, Process, Vma

PASS_ENDS = -1
HOLE = 64  # pages without a frame after which the cursor looks ahead with NumPy


def scan_get_next_rmap_item(ksm: Ksm) -> int:
    """The slot of the next page to look at, with its item; PASS_ENDS when the scan is over or nobody is registered."""
    cursor = ksm.cursor
    if not ksm.mm_slots:
        return PASS_ENDS
    if cursor.process is None:
        start_pass(ksm)
    while cursor.process is not None:
        slot = _next_in_process(ksm, cursor.process)
        if slot != PASS_ENDS:
            return slot
        leave_process(ksm, cursor.process)
    end_pass(ksm)
    return PASS_ENDS


def start_pass(ksm: Ksm) -> None:
    """A new full scan: the unstable trees are forgotten; their items keep the flag until they are visited."""
    advisor_start_scan(ksm)
    for nid in range(len(ksm.unstable_trees)):
        ksm.clear_unstable_tree(nid)
    enter_process(ksm, ksm.mm_slots[0])
    ksm.tell("ksm_start_scan", f"full scan {ksm.cursor.seqnr + 1} starts")


def end_pass(ksm: Ksm) -> None:
    """The full scan is complete."""
    advisor_stop_scan(ksm)
    ksm.tell("ksm_stop_scan", f"full scan {ksm.cursor.seqnr + 1} is complete")
    ksm.cursor.seqnr += 1


def enter_process(ksm: Ksm, process: Process | None) -> None:
    """The cursor comes to a process, or to the list's head (None)."""
    ksm.cursor.process, ksm.cursor.address, ksm.cursor.list_position = process, 0, 0


def leave_process(ksm: Ksm, process: Process) -> None:
    """The process has no more pages: free its trailing items, go on, and forget it if nothing in it is mergeable."""
    cursor, slots = ksm.cursor, ksm.mm_slots
    if process.exited:
        cursor.address = cursor.list_position = 0
    free_items_between(ksm, process, cursor.list_position)
    place = slots.index(process) + 1
    following = slots[place] if place < len(slots) else None
    if cursor.address == 0:
        forget(ksm, process)
    enter_process(ksm, following)


def vma_at_cursor(ksm: Ksm, process: Process) -> Vma | None:
    """The VMA that ksmd looks at next, with the cursor moved into it; None when the process has no more."""
    if process.exited:
        return None
    cursor = ksm.cursor
    for vma in process.vmas_from(cursor.address):
        if vma.mergeable:
            cursor.address = max(cursor.address, vma.start)
            if vma.anon_vma:
                return vma
            cursor.address = vma.stop
    return None


def _next_in_process(ksm: Ksm, process: Process) -> int:
    while (vma := vma_at_cursor(ksm, process)) is not None:
        slot = _next_in_vma(ksm, process, vma)
        if slot != PASS_ENDS:
            return slot
    return PASS_ENDS


def _next_in_vma(ksm: Ksm, process: Process, vma: Vma) -> int:
    cursor, entries = ksm.cursor, ksm.memory.pages.frame_at
    flagged = ksm.features.zero_page_tracking == "item_flag"
    holes = 0
    while cursor.address < vma.stop:
        address = cursor.address
        slot = vma.slot(address)
        frame = entries[slot]
        if frame < 0:
            if flagged and frame != NOT_MAPPED and _old_item_is_flagged(ksm, process, address, slot):
                return slot
            holes += 1
            cursor.address = address + 1 if holes < HOLE or flagged else _behind_hole(ksm, vma, address)
            continue
        get_next_rmap_item(ksm, process, address, slot)
        cursor.address = address + 1
        if should_skip_rmap_item(ksm, slot, frame):
            continue
        return slot
    return PASS_ENDS


def _behind_hole(ksm: Ksm, vma: Vma, address: int) -> int:
    """walk_page_range over entries without a page: the next page number with a frame, or the VMA's end."""
    rest = ksm.memory.pages.frame[vma.slot(address) : vma.slot(vma.stop)] >= 0
    ahead = int(np.argmax(rest))
    return address + ahead if rest[ahead] else vma.stop


def get_next_rmap_item(ksm: Ksm, process: Process, address: int, slot: int) -> None:
    """The item for this address, made if there is none; items that were passed over are freed."""
    cursor, items = ksm.cursor, ksm.unswept_items
    if cursor.list_position < address:
        free_items_between(ksm, process, cursor.list_position, address)
    cursor.list_position = address + 1
    if not items.flags_at[slot]:
        items.reset(slot)
        ksm.counters.rmap_items += 1
        process.rmap_items += 1


def _old_item_is_flagged(ksm: Ksm, process: Process, address: int, slot: int) -> bool:
    """try_to_get_old_rmap_item (v3): a zero page is returned if its item carries the flag; items below are freed."""
    cursor = ksm.cursor
    if cursor.list_position < address:
        free_items_between(ksm, process, cursor.list_position, address)
        cursor.list_position = address
    if not ksm.unswept_items.flags_at[slot] & ZERO_FLAG:
        return False
    cursor.list_position = cursor.address = address + 1
    return True
