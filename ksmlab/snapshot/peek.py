"""Which page ksmd will look at next, found without moving it: scan_get_next_rmap_item, read-only."""

from __future__ import annotations

import numpy as np

from ksmlab.ksm.rmap_items import STABLE, ZERO_FLAG
from ksmlab.ksm.smart_scan import YOUNG
from ksmlab.ksm.stable_nodes import NONE
from ksmlab.lab import Lab
from ksmlab.memory.address_space import NOT_MAPPED, Process, Vma
from ksmlab.snapshot.cells import stable_nodes

CHUNK = 1 << 12  # pages looked at together at first; doubled while nothing is found


def next_slot(lab: Lab) -> int | None:
    """The row that cmp_and_merge_page will get next, None when the full scan ends first or nobody is registered."""
    ksm = lab.machine.ksm
    if not ksm.mm_slots:
        return None
    cursor = ksm.cursor
    at = ksm.mm_slots.index(cursor.process) if cursor.process is not None else 0
    address = cursor.address if cursor.process is not None else 0
    for process in ksm.mm_slots[at:]:
        slot = None if process.exited else _next_in_process(lab, process, address)
        if slot is not None:
            return slot
        address = 0
    return None


def _next_in_process(lab: Lab, process: Process, address: int) -> int | None:
    for vma in process.vmas_from(address):
        if not vma.mergeable or not vma.anon_vma:
            continue
        slot = _next_in_vma(lab, vma, max(address, vma.start))
        if slot is not None:
            return slot
    return None


def _next_in_vma(lab: Lab, vma: Vma, address: int) -> int | None:
    start, end, chunk = vma.slot(address), vma.slot(vma.stop), CHUNK
    while start < end:
        stop = min(end, start + chunk)
        found = eligible(lab, start, stop)
        if found.any():
            return start + int(np.argmax(found))
        start, chunk = stop, chunk * 2
    return None


def eligible(lab: Lab, start: int, stop: int) -> np.ndarray:
    """bool for rows [start, stop) of mergeable memory: ksmd would look at the page, not pass it over."""
    ksm, memory = lab.machine.ksm, lab.machine.memory
    rows = slice(start, stop)
    entries, flags = memory.pages.frame[rows], ksm.items.flags[rows]
    framed = entries >= 0
    found = framed & ~will_be_skipped(lab, start, stop)
    if lab.features.zero_page_tracking == "item_flag":
        found |= ~framed & (entries != NOT_MAPPED) & ((flags & ZERO_FLAG) != 0)
    return np.asarray(found)


def will_be_skipped(lab: Lab, start: int, stop: int) -> np.ndarray:
    """bool for rows [start, stop): should_skip_rmap_item would say yes at the next visit."""
    ksm, memory = lab.machine.ksm, lab.machine.memory
    rows = slice(start, stop)
    if not ksm.knobs.smart_scan:
        return np.zeros(stop - start, bool)
    entries, items = memory.pages.frame[rows], ksm.items
    flags = items.flags[rows]
    plain = stable_nodes(lab, entries) == NONE
    skipped = (flags != 0) & plain & (items.age[rows] >= YOUNG) & (items.remaining_skips[rows] > 0)
    if not lab.features.stable_items_keep_age:
        skipped &= (flags & STABLE) == 0
    return np.asarray(skipped)
