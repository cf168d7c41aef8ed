"""What each page of a stretch is, as arrays: states, stable nodes, mixes for cells that stand for many pages."""

from __future__ import annotations

import numpy as np

from ksmlab.ksm.rmap_items import SKIPPED, STABLE, UNSTABLE, ZERO_FLAG
from ksmlab.ksm.stable_nodes import NONE
from ksmlab.lab import Lab
from ksmlab.memory.address_space import NOT_MAPPED, ZERO_KSM
from ksmlab.snapshot.states import PageState
from ksmlab.snapshot.vmas import mergeable

CHUNK = 1 << 18  # pages looked at together, so that the mask arrays stay in the processor's cache


def page_states(lab: Lab, first_slot: int, last_slot: int) -> np.ndarray:
    """uint8 (PageState), one for each row of the page table from first_slot to last_slot, both included."""
    ksm, memory = lab.machine.ksm, lab.machine.memory
    rows = slice(first_slot, last_slot + 1)
    entries, flags = memory.pages.frame[rows], ksm.items.flags[rows]
    states: np.ndarray = _BY_FLAGS[flags]
    # From what decides least to what decides most: later lines overwrite.
    waiting = np.flatnonzero(states == PageState.LEFT_OVER)
    in_tree = ksm.items.seqnr[first_slot + waiting] == _seqnr_of_tree(lab)
    states[waiting[in_tree]] = PageState.UNSTABLE
    allowed = mergeable(lab, first_slot, last_slot)
    if not allowed.all():
        states[~allowed & (states != PageState.COPIED)] = PageState.NOT_MERGEABLE
    states[stable_nodes(lab, entries) != NONE] = PageState.MERGED
    unframed = np.flatnonzero(entries < 0)
    states[unframed] = _without_frame(lab, entries[unframed], flags[unframed])
    return states


def _without_frame(lab: Lab, entries: np.ndarray, flags: np.ndarray) -> np.ndarray:
    """uint8 (PageState) for entries that map no frame: nothing, or the zero page as the kernel knows it."""
    states = np.where(flags != 0, PageState.GONE, PageState.UNTOUCHED)
    states[entries != NOT_MAPPED] = PageState.ZERO_READ
    states[placed_by_ksm(lab, entries, flags)] = PageState.ZERO_KSM
    return np.asarray(states, np.uint8)


def node_serials(lab: Lab, first_slot: int, last_slot: int) -> np.ndarray:
    """int32, one for each row from first_slot to last_slot (both included): its stable node's serial, -1 for none."""
    node = stable_nodes(lab, lab.machine.memory.pages.frame[first_slot : last_slot + 1])
    return np.where(node != NONE, lab.machine.ksm.nodes.serial[node], -1).astype(np.int32)


def stable_nodes(lab: Lab, entries: np.ndarray) -> np.ndarray:
    """int32, one for each page-table entry: the stable node (row) of the frame that it maps, NONE for no KSM page."""
    frames = lab.machine.memory.frames
    return np.where(entries >= 0, frames.stable_nodes(np.maximum(entries, 0)), NONE)


def aggregate(lab: Lab, first_slot: int, pages: int, cells: int) -> np.ndarray:
    """int32, shape (cells, len(PageState)): how many pages of each state each cell stands for.

    `pages` rows from first_slot are dealt to the cells in order: cell i has rows i*pages//cells up to, not including,
    (i+1)*pages//cells.
    """
    edges = np.arange(cells + 1, dtype=np.int64) * pages // max(cells, 1)
    mix = np.zeros(cells * len(PageState), np.int32)
    for start in range(0, pages, CHUNK):
        stop = min(pages, start + CHUNK)
        states = page_states(lab, first_slot + start, first_slot + stop - 1)
        low = int(np.searchsorted(edges, start, "right")) - 1
        high = int(np.searchsorted(edges, stop, "left"))
        widths = np.diff(np.clip(edges[low : high + 1], start, stop))
        cell = np.repeat(np.arange(high - low), widths.astype(np.int64))
        counts = np.bincount(cell * len(PageState) + states, minlength=(high - low) * len(PageState))
        mix[low * len(PageState) : high * len(PageState)] += counts.astype(np.int32)
    return mix.reshape(cells, len(PageState))


def find_pages(lab: Lab, first_slot: int, last_slot: int, state: PageState) -> np.ndarray:
    """Rows (intp) from first_slot to last_slot, both included, that are in a state."""
    return first_slot + np.flatnonzero(page_states(lab, first_slot, last_slot) == state)


def _seqnr_of_tree(lab: Lab) -> int:
    """The low byte that items of the standing unstable tree carry: between passes it is the last pass's tree."""
    cursor = lab.machine.ksm.cursor
    return (cursor.seqnr if cursor.process is not None else cursor.seqnr - 1) & 0xFF


def placed_by_ksm(lab: Lab, entries: np.ndarray, flags: np.ndarray) -> np.ndarray:
    """bool: zero pages that are KSM's as the kernel tells: by the flag under the v3 series, else by the entry.

    6.1 cannot see the entry's kind: for it this is what the lab knows.
    """
    if lab.features.zero_page_tracking != "item_flag":
        return np.asarray(entries == ZERO_KSM)
    return np.asarray(((flags & ZERO_FLAG) != 0) & (entries < NOT_MAPPED))


def _by_flags() -> np.ndarray:
    """uint8 (PageState) for each value of an item's flags, of a page that has a frame of its own."""
    states = np.full(256, PageState.PRIVATE, np.uint8)
    for flags in range(1, 256):
        states[flags] = PageState.SKIPPED if flags & SKIPPED else PageState.VOLATILE
        if flags & (STABLE | ZERO_FLAG):
            states[flags] = PageState.COPIED
        elif flags & UNSTABLE:
            states[flags] = PageState.LEFT_OVER
    return states


_BY_FLAGS = _by_flags()
