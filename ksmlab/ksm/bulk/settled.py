"""Pages that are KSM's already and that nobody touched since they were last looked at: ksmd only counts them."""

from __future__ import annotations

from bisect import bisect_right

import numpy as np

from ksmlab.ksm.bulk.cut import finish
from ksmlab.ksm.bulk.tally import Tally
from ksmlab.ksm.bulk.window import Window
from ksmlab.ksm.recorder import Recorder
from ksmlab.ksm.state import Ksm
from ksmlab.memory.address_space import Process, Vma

REFUSED = -1
MOST_PAGES = 1 << 18  # at once: the rows of its wake-ups take memory until they are recorded


def note_settled(ksm: Ksm, window: Window) -> None:
    """Every page of the window that was visited is its own KSM page: remember a window without gaps."""
    if len(window.visited) != window.stop - window.first or ksm.features.zero_page_tracking == "item_flag":
        return
    if ksm.settled_epoch != ksm.memory.epoch:
        ksm.settled, ksm.settled_epoch = [], ksm.memory.epoch
    runs = ksm.settled
    place = bisect_right(runs, (window.first, 0))
    if place and runs[place - 1][1] == window.first:
        runs[place - 1] = (runs[place - 1][0], window.stop)
    else:
        runs.insert(place, (window.first, window.stop))


def scan_settled(ksm: Ksm, process: Process, vma: Vma, most_visits: int, recorder: Recorder | None) -> int:
    """Scan a settled run at the cursor in no time; returns the wake-ups that ended, or REFUSED where there is none."""
    if ksm.settled_epoch != ksm.memory.epoch or not ksm.settled:
        return REFUSED
    first = vma.slot(max(ksm.cursor.address, vma.start))
    place = bisect_right(ksm.settled, (first, 1 << 62)) - 1
    if place < 0 or ksm.settled[place][1] <= first or ksm.cursor.list_position < max(ksm.cursor.address, vma.start):
        return REFUSED
    stop = min(ksm.settled[place][1], vma.slot(vma.stop), first + min(most_visits, MOST_PAGES))
    tally = Tally(ksm, stop - first)
    tally.add_every_visit("visits")
    none = np.empty(0, np.intp)
    window = Window(process, vma, first, stop, np.array([stop - 1]), none, none, none, none, none, none, none)
    return finish(ksm, window, tally, recorder)
