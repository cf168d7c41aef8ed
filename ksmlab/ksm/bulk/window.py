"""Which pages a window visits: the cursor's walk over page-table entries and smart scan's choice, for many pages at
once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ksmlab.ksm.rmap_items import IN_A_TREE, STABLE, ZERO_FLAG
from ksmlab.ksm.smart_scan import MAX_AGE, YOUNG
from ksmlab.ksm.stale_items import sweep_rows
from ksmlab.ksm.state import Ksm
from ksmlab.memory.address_space import Process, Vma
from ksmlab.memory.columns import pick

MOST_ROWS = 3 << 13  # a window: small enough that its temporary arrays stay in the cache


@dataclass(slots=True)
class Window:
    """Rows [first, stop) of one VMA, as ksmd will go over them.

    present   intp, rows that map a frame; visited: intp, those that are visited, in order
    ages      uint8, the new age of every present row; skips: uint8, its new remaining_skips; None without smart scan
    skipped   intp, rows that smart scan passes over; skipped_at: int64, how many visits come before each
    new       intp, rows that get an item; new_at as above
    freed     intp, rows without a page whose items (in no tree) are passed over and freed; freed_at as above
    """

    process: Process
    vma: Vma
    first: int
    stop: int
    present: np.ndarray
    visited: np.ndarray
    skipped: np.ndarray
    skipped_at: np.ndarray
    new: np.ndarray
    new_at: np.ndarray
    freed: np.ndarray
    freed_at: np.ndarray
    ages: np.ndarray | None = None
    skips: np.ndarray | None = None

    @property
    def index(self) -> slice | np.ndarray:
        """What picks the visited rows out of a column: a slice, which is much cheaper, where there is no gap."""
        return pick(self.visited)

    def address_behind(self) -> int:
        """The page number of row `stop`."""
        return self.vma.start + self.stop - self.vma.first_slot


def open_window(ksm: Ksm, process: Process, vma: Vma, most_visits: int) -> Window | None:
    """The window at the cursor; None where something in it needs the walk."""
    cursor = ksm.cursor
    first = vma.slot(max(cursor.address, vma.start))
    stop = min(vma.slot(vma.stop), first + MOST_ROWS)
    sweep_rows(ksm, first, stop)
    flags = ksm.unswept_items.flags[first:stop]
    if np.bitwise_or.reduce(flags) & ZERO_FLAG:
        return None
    entries = ksm.memory.pages.frame[first:stop]
    full = bool(entries.min() >= 0)
    present = np.arange(first, stop) if full else np.flatnonzero(entries >= 0) + first
    window = _choose_visits(ksm, process, vma, first, present)
    if not _cut(ksm, window, stop, most_visits):
        return None
    return window if _find_items(ksm, window) else None


def _choose_visits(ksm: Ksm, process: Process, vma: Vma, first: int, rows: np.ndarray) -> Window:
    none = np.empty(0, np.intp)
    window = Window(process, vma, first, first, rows, rows, none, none, none, none, none, none)
    if not ksm.knobs.smart_scan or not len(rows):
        return window
    items, frames = ksm.unswept_items, ksm.memory.frames
    exempt = frames.holds[ksm.memory.pages.frame[rows]] < 0
    flags = items.flags[rows]
    if not ksm.features.stable_items_keep_age:
        exempt |= flags & STABLE != 0
    ages = np.where(flags == 0, 0, items.age[rows]).astype(np.uint8)
    skips = np.where(flags == 0, 0, items.remaining_skips[rows]).astype(np.uint8)
    old = ~exempt & (ages >= YOUNG)
    skip = old & (skips > 0)
    starts = old & (skips == 0)
    window.skips = np.where(starts, _skip_ages(ages), skips - skip).astype(np.uint8)
    window.ages = np.where(exempt | (ages == MAX_AGE), ages, ages + 1).astype(np.uint8)
    if skip.any():
        window.visited = rows[~skip]
        window.skipped = rows[skip]
    return window


def _skip_ages(ages: np.ndarray) -> np.ndarray:
    """smart_scan.skip_age for many ages (uint8)."""
    return np.select([ages <= 3, ages <= 5, ages <= 8], [1, 2, 4], 8).astype(np.uint8)


def _cut(ksm: Ksm, window: Window, stop: int, most_visits: int) -> bool:
    """End the window where the visits run out, or with its last visit if a wake-up ends just there."""
    budget = ksm.cursor.batch_left
    assert budget is not None
    count = min(len(window.visited), most_visits)
    exact = count >= budget and (count - budget) % ksm.knobs.pages_to_scan == 0
    if count and (exact or count == most_visits):
        stop = int(window.visited[count - 1]) + 1
    window.stop = stop
    window.visited = window.visited[:count]
    kept = int(np.searchsorted(window.present, stop))
    if kept < len(window.present):
        window.present = window.present[:kept]
        window.skipped = window.skipped[: np.searchsorted(window.skipped, stop)]
        if window.ages is not None and window.skips is not None:
            window.ages, window.skips = window.ages[:kept], window.skips[:kept]
    window.skipped_at = np.searchsorted(window.visited, window.skipped)
    return True


def _find_items(ksm: Ksm, window: Window) -> bool:
    """Which items come and go; False if an item that is passed over is in a tree."""
    flags = ksm.unswept_items.flags
    own = flags[window.first : window.stop]
    full = len(window.present) == window.stop - window.first
    if not own.any():
        window.new = window.present
    elif full:
        window.new = window.present[own == 0] if own.min() == 0 else window.new
    else:
        window.new = window.present[flags[window.present] == 0]
    window.new_at = _positions(window, window.new)
    absent = own.astype(bool)
    if full or not absent.any() or not len(window.present):
        return _free_passed_before(ksm, window)
    absent[window.present - window.first] = False
    passed = np.flatnonzero(absent[: int(window.present[-1]) - window.first]) + window.first
    if (flags[passed] & IN_A_TREE).any():
        return False
    window.freed, window.freed_at = passed, np.searchsorted(window.visited, passed)
    return _free_passed_before(ksm, window)


def _positions(window: Window, rows: np.ndarray) -> np.ndarray:
    """How many visits come before each row (or the row's own number, if it is visited)."""
    if len(rows) == len(window.visited) and not len(window.skipped):
        return np.arange(len(rows))
    return np.searchsorted(window.visited, rows)


def _free_passed_before(ksm: Ksm, window: Window) -> bool:
    """Items between the last one that was passed and this window are freed too; False if one of them is in a tree."""
    position, start = ksm.cursor.list_position, window.vma.start + window.first - window.vma.first_slot
    if position >= start or not len(window.present):
        return True
    for region in window.process.regions:
        low, high = max(position, region.at), min(start, region.stop)
        if low >= high:
            continue
        first = region.first_slot + low - region.at
        passed = np.flatnonzero(ksm.items.flags[first : first + high - low]) + first
        if (ksm.items.flags[passed] & (IN_A_TREE | ZERO_FLAG)).any():
            return False
        window.freed = np.concatenate((passed, window.freed))
        window.freed_at = np.concatenate((np.zeros(len(passed), np.intp), window.freed_at))
    return True
