"""The pages of a window that must walk a tree: one at a time, in order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ksmlab.ksm.bulk.visits import Visits
from ksmlab.ksm.merge import search_checked, search_unchecked, visit_page
from ksmlab.ksm.state import Ksm, Page

COUNTED = (
    "pages_shared",
    "pages_sharing",
    "pages_unshared",
    "stable_node_chains",
    "stable_node_dups",
)


@dataclass(slots=True)
class Walked:
    """What the walked pages changed: by name its sum at each wake-up's end (int64, shape (wake-ups,)) and in all.

    Names are COUNTED, ksm_zero_pages, "merging_pages of P" and "zero_pages of P" for process number P, and "ns" for the
    clock; all of it is in the state already.
    """

    at_ends: dict[str, np.ndarray]
    totals: dict[str, int]

    def before(self, name: str, now: int) -> np.ndarray | int:
        """A number as it was at each wake-up's end as far as walked pages go, given what it is now."""
        return now - self.totals.get(name, 0) + self.at_ends.get(name, 0)


def walk_waiting(ksm: Ksm, visits: Visits, walked: np.ndarray, ends: np.ndarray) -> Walked:
    """Search for these visits (intp, ascending); the stable tree is looked up by the index meanwhile."""
    search = search_checked if ksm.features.checksum_before_stable_search else search_unchecked
    ksm.stable_by_index = True
    try:
        return _walk(ksm, visits, walked, ends, [search] * len(walked))
    finally:
        ksm.stable_by_index = False


def walk_wholly(
    ksm: Ksm, visits: Visits, walked: np.ndarray, searching: np.ndarray, ends: np.ndarray
) -> Walked:
    """Do all that is done with these visits (intp, ascending), on the real trees; `searching` ones are past their
    checksum."""
    by_place = [visit_page, search_checked]
    searches = np.zeros(len(visits.rows), bool)
    searches[searching] = True
    what = [by_place[only] for only in searches[walked].tolist()]
    with ksm.stale_paths.watched(ksm, len(searching)):
        return _walk(ksm, visits, walked, ends, what)


def _walk(
    ksm: Ksm, visits: Visits, walked: np.ndarray, ends: np.ndarray, what: list[Callable[[Ksm, Page], object]]
) -> Walked:
    """what: is called for each of the visits."""
    start = _numbers(ksm)
    kept: list[list[int]] = []
    places = np.searchsorted(walked, ends).tolist()
    pages = zip(walked.tolist(), visits.rows[walked].tolist(), visits.contents[walked].tolist(), what, strict=True)
    entries = ksm.memory.pages.frame_at
    for place, (number, row, content, visit) in enumerate(pages):
        while len(kept) < len(places) and places[len(kept)] <= place:
            kept.append(_numbers(ksm))
        ksm.visit_in_window = number
        visit(ksm, Page(row, entries[row], content))
    ksm.visit_in_window = None
    kept += [_numbers(ksm)] * (len(places) - len(kept))
    table = np.array(kept, np.int64).reshape(len(places), len(start)) - np.array(start, np.int64)
    totals = (np.array(_numbers(ksm), np.int64) - np.array(start, np.int64)).tolist()
    own = [(f"merging_pages of {p.index}", f"zero_pages of {p.index}") for p in ksm.memory.processes]
    names = [*COUNTED, "ksm_zero_pages", "ns", *(name for pair in own for name in pair)]
    return Walked(dict(zip(names, table.T, strict=True)), dict(zip(names, totals, strict=True)))


def _numbers(ksm: Ksm) -> list[int]:
    counters = ksm.counters
    numbers = [getattr(counters, name) for name in COUNTED]
    numbers += (ksm.memory.ksm_zero_pages, ksm.clock.now_ns)
    for process in ksm.memory.processes:
        numbers += (process.merging_pages, process.zero_pages)
    return numbers
