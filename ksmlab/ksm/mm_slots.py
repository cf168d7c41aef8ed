"""Which processes ksmd knows, and their order on its list."""

from __future__ import annotations

from ksmlab.ksm.state import Ksm
from ksmlab.memory.address_space import Process


def ksm_enter(ksm: Ksm, process: Process) -> None:
    """__ksm_enter: the process goes before the cursor's, so that it is visited last; with run at 2, to the tail."""
    at = ksm.cursor.process
    if ksm.knobs.run == 2 or at is None:
        ksm.mm_slots.append(process)
    else:
        ksm.mm_slots.insert(ksm.mm_slots.index(at), process)
    process.mergeable = True


def ksm_exit(ksm: Ksm, process: Process) -> None:
    """__ksm_exit: without items the process is forgotten at once, else it goes right behind the cursor."""
    at = ksm.cursor.process
    if process not in ksm.mm_slots or process is at:
        return
    ksm.mm_slots.remove(process)
    if has_items(ksm, process):
        ksm.mm_slots.insert(0 if at is None else ksm.mm_slots.index(at) + 1, process)
    else:
        process.mergeable = False


def forget(ksm: Ksm, process: Process) -> None:
    """The slot is freed: nothing mergeable was met, or the process has ended."""
    ksm.mm_slots.remove(process)
    process.mergeable = False
    if ksm.features.ksmd_clears_merge_any:
        process.merge_any = False


def has_items(ksm: Ksm, process: Process) -> bool:
    """The process's list of rmap_items is not empty."""
    flags = ksm.items.flags
    return any(flags[region.first_slot : region.first_slot + region.pages].any() for region in process.regions)
