"""/sys/kernel/mm/ksm and each process's ksm_stat: what ksmd's state reads as, and what writing does to it."""

from __future__ import annotations

from ksmlab.errors import KernelErrno
from ksmlab.kernel.counters import process_fields, sysfs_counters
from ksmlab.kernel.knobs import KNOBS, check_exists, parse_write
from ksmlab.ksm.advisor import set_advisor_mode
from ksmlab.ksm.state import Ksm
from ksmlab.ksm.unmerge import remove_all_stable_nodes, unmerge_and_remove_all_rmap_items
from ksmlab.memory.address_space import Process
from ksmlab.memory.contents import PAGE_SIZE

RMAP_ITEM_BYTES = 64  # sizeof(struct ksm_rmap_item) in every kernel


def counter(ksm: Ksm, name: str) -> int:
    """One counter of /sys/kernel/mm/ksm as the kernel's show function gives it."""
    counters = ksm.counters
    match name:
        case "pages_volatile":
            in_trees = counters.pages_shared + counters.pages_sharing + counters.pages_unshared
            return max(0, counters.rmap_items - in_trees)
        case "full_scans":
            return ksm.cursor.seqnr
        case "ksm_zero_pages":
            return ksm.memory.ksm_zero_pages
        case "general_profit":
            zero_pages = ksm.memory.ksm_zero_pages if ksm.features.profit == "merged_and_zero" else 0
            return (counters.pages_sharing + zero_pages) * PAGE_SIZE - counters.rmap_items * RMAP_ITEM_BYTES
        case _:
            return int(getattr(counters, name))


def read_counters(ksm: Ksm) -> dict[str, int]:
    """All counters that this kernel has, in the order of its rows."""
    return {name: counter(ksm, name) for name in sysfs_counters(ksm.features)}


def process_field(ksm: Ksm, process: Process, name: str) -> int | str:
    """One field of a process's ksm_stat (or its ksm_merging_pages)."""
    match name:
        case "ksm_rmap_items":
            return process.rmap_items
        case "ksm_merging_pages":
            return process.merging_pages
        case "ksm_zero_pages" | "zero_pages_sharing":
            return process.zero_pages
        case "ksm_process_profit":
            zero_pages = process.zero_pages if ksm.features.profit == "merged_and_zero" else 0
            return (process.merging_pages + zero_pages) * PAGE_SIZE - process.rmap_items * RMAP_ITEM_BYTES
        case "ksm_merge_any":
            return "yes" if process.merge_any else "no"
        case "ksm_mergeable":
            return "yes" if any(vma.mergeable for vma in process.vmas) else "no"
        case _:
            raise KeyError(name)


def read_process(ksm: Ksm, process: Process) -> dict[str, int | str]:
    """All fields of a process that this kernel has, in the order of its rows."""
    return {name: process_field(ksm, process, name) for name in process_fields(ksm.features)}


def read_file(ksm: Ksm, name: str) -> str:
    """What `cat` of the file shows; KernelErrno ENOENT where this kernel has no such file."""
    check_exists(name, ksm.features)
    knob = KNOBS.get(name)
    return knob.shown(getattr(ksm.knobs, name)) if knob else str(counter(ksm, name))


def write_knob(ksm: Ksm, name: str, text: str) -> None:
    """Write to a file; KernelErrno with the kernel's errno when it refuses, having changed what the kernel changes."""
    value = parse_write(name, text, ksm.features)
    knobs, knob = ksm.knobs, KNOBS[name]
    if knob.advisor_owns and knobs.advisor_mode != "none":
        raise KernelErrno("EINVAL", f"{name} belongs to the advisor while advisor_mode is {knobs.advisor_mode}")
    if name == "run":
        return _write_run(ksm, int(value))
    if name == "advisor_mode":
        return set_advisor_mode(ksm, str(value))
    if (
        knob.busy_while_merged
        and value != getattr(knobs, name)
        and (ksm.counters.pages_shared or remove_all_stable_nodes(ksm))
    ):
        raise KernelErrno("EBUSY", f"{name} cannot change while pages are merged; write 2 to run first")
    setattr(knobs, name, value)
    return None


def _write_run(ksm: Ksm, value: int) -> None:
    """run_store: only a change to 2 unmerges."""
    if value == ksm.knobs.run:
        return
    ksm.knobs.run = value
    if value == 2:
        ksm.cursor.batch_left = None
        unmerge_and_remove_all_rmap_items(ksm)
