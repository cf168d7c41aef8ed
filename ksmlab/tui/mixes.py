"""What cells that stand for many pages hold, kept from one moment to the next: only what changed is looked at again."""

from __future__ import annotations

import numpy as np

from ksmlab.lab import Lab
from ksmlab.snapshot.cells import aggregate
from ksmlab.snapshot.processes import RegionView
from ksmlab.snapshot.states import PageState

MOST_EVENTS = 2_000  # of a command; beyond them everything is looked at again
_OF_ONE_PAGE = {  # functions that change no page but those they name
    "cmp_and_merge_page",
    "should_skip_rmap_item",
    "free_rmap_item",
    "remove_rmap_item_from_tree",
    "unstable_tree_search_insert",
}


BASE = 64  # pages in the cells that are kept; larger cells are sums of them, smaller ones are made where they are seen


class Mixes:
    """int32 arrays, shape (cells, len(PageState)), one for each region; `per_cell` pages in a cell."""

    def __init__(self) -> None:
        self._known: tuple[object, ...] = ()
        self._moment: tuple[int, int] = (-1, -1)
        self._branch = 0
        self._touched: np.ndarray | None = None  # rows that the command before the moment can have changed
        self._mixes: dict[int, np.ndarray] = {}

    def of(self, lab: Lab, regions: list[RegionView], per_cell: int) -> dict[int, np.ndarray]:
        """The mixes of this moment, by a region's first slot."""
        known = (id(lab), per_cell, tuple((region.first_slot, region.pages) for region in regions))
        moment = (lab.at, id(lab.last))
        if known == self._known and moment == self._moment:
            return self._mixes
        undone, self._touched = self._touched, _touched(lab)
        slots = None
        if known == self._known and self._is_of_this_history(lab) and abs(lab.at - self._moment[0]) == 1:
            slots = self._touched if lab.at > self._moment[0] else undone
        for region in regions:
            if slots is None:
                self._mixes[region.first_slot] = whole(lab, region.first_slot, region.pages, per_cell)
            else:
                _again(lab, region, per_cell, self._mixes[region.first_slot], slots)
        self._known, self._moment, self._branch = known, moment, lab.branches
        return self._mixes

    def at_least(self, lab: Lab, regions: list[RegionView], per_cell: int) -> dict[int, np.ndarray]:
        """The mixes of cells of `per_cell` pages, or of BASE where that is more: summed up from the ones kept."""
        base = self.of(lab, regions, BASE)
        times = per_cell // BASE
        return {first: coarser(mix, times) for first, mix in base.items()} if times > 1 else base

    def _is_of_this_history(self, lab: Lab) -> bool:
        """The commands that led to the moment of these mixes are still in force, or were undone one by one."""
        shared = self._moment[0] <= lab.branched_at
        return lab.branches == self._branch or (lab.branches == self._branch + 1 and shared)


def whole(lab: Lab, first_slot: int, pages: int, per_cell: int) -> np.ndarray:
    """int32, shape (cells, len(PageState)): of so many rows from first_slot on; the last cell is for the rest."""
    full, rest = divmod(pages, per_cell)
    mixes = [aggregate(lab, first_slot, full * per_cell, full)] if full else []
    if rest:
        mixes.append(aggregate(lab, first_slot + full * per_cell, rest, 1))
    return np.concatenate(mixes) if mixes else np.zeros((0, len(PageState)), np.int32)


def _touched(lab: Lab) -> np.ndarray | None:
    """The rows that the last command can have changed; None where it may have changed any."""
    report = lab.last
    if not report.told or len(report.events) > MOST_EVENTS or report.refused:
        return None
    if not report.events or any(event.function not in _OF_ONE_PAGE for event in report.events):
        return None
    named = {slot for event in report.events for slot in (event.slot, event.other) if slot >= 0}
    return np.array(sorted(named), np.int64)


def _again(lab: Lab, region: RegionView, per_cell: int, mixes: np.ndarray, slots: np.ndarray) -> None:
    inside = slots[(slots >= region.first_slot) & (slots <= region.last_slot)] - region.first_slot
    for cell in np.unique(inside // per_cell).tolist():
        pages = min(per_cell, region.pages - cell * per_cell)
        mixes[cell] = aggregate(lab, region.first_slot + cell * per_cell, pages, 1)[0]


def coarser(mix: np.ndarray, times: int) -> np.ndarray:
    """Cells that stand for `times` as many pages, the last one for what is left."""
    return np.add.reduceat(mix, np.arange(0, len(mix), times), axis=0) if len(mix) else mix
