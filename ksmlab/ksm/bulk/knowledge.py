"""When is the outcome of a search known without a walk?"""

from __future__ import annotations

import numpy as np

from ksmlab.ksm.chains import is_page_sharing_candidate
from ksmlab.ksm.rmap_items import UNSTABLE
from ksmlab.ksm.state import Ksm

SHORT = 3  # rows in a run of touched ones
MANY_TIMES = 32  # more rows were touched than wait


def stable_is_known(ksm: Ksm) -> bool:
    """The stable tree is: no node is stale, every chain has but one choice, and there is one tree. Says nothing of
    the unstable."""
    if ksm.nodes.lost != ksm.removed_nodes:
        return False
    if not ksm.one_tree:
        return False
    if ksm.items_flag_zero_pages:
        return False
    if not ksm.chains_simple:
        ksm.chains_simple = _chains_are_simple(ksm)
    return ksm.chains_simple


def note_changes(ksm: Ksm) -> None:
    """Look through what processes touched since the last time for pages of the unstable tree.

    Before every walk too: afterwards such a page may have left the tree, and others stand where it sent them.
    """
    if not ksm.waiting_changed and not ksm.nothing_waits:
        ksm.waiting_changed = not _wait_as_put(ksm) if _few_wait(ksm) else _touched_wait(ksm)
    ksm.memory.forget_touched(goes_on=not ksm.waiting_changed)  # else no more is to be known until the tree is new


def _few_wait(ksm: Ksm) -> bool:
    """It is quicker to look through what waits than through what was touched, and tells as much."""
    if ksm.unstable_log or ksm.vma_epoch != ksm.memory.vma_epoch:  # not all of it can be seen there
        return False
    return MANY_TIMES * sum(tree.used for tree in ksm.unstable_trees) < len(ksm.memory.touched)


def _wait_as_put(ksm: Ksm) -> bool:
    """Every page of the unstable tree holds what it was put there for, in a frame of its own."""
    entries, frames = ksm.memory.pages.frame_at, ksm.memory.frames
    holds_at, mapcount_at, oldchecksum_at = frames.holds_at, frames.mapcount_at, ksm.unswept_items.oldchecksum_at
    for tree in ksm.unstable_trees:
        for row in tree.rows():
            frame = entries[row]
            if frame < 0 or holds_at[frame] != oldchecksum_at[row] or mapcount_at[frame] != 1:
                return False
    return True


def _touched_wait(ksm: Ksm) -> bool:
    """A touched row's page waits."""
    row, stop = ksm.memory.take_touched()
    for _ in range(SHORT):  # most runs are short: a row of each at once
        if _some_wait(ksm, row):
            return True
        goes_on = row + 1 < stop
        row, stop = row[goes_on] + 1, stop[goes_on]
    runs = zip(row.tolist(), stop.tolist(), strict=True)
    return any(_some_wait(ksm, slice(*run)) for run in runs)


def _some_wait(ksm: Ksm, rows: np.ndarray | slice) -> bool:
    items = ksm.unswept_items
    waited = items.flags[rows] & UNSTABLE != 0
    if not np.count_nonzero(waited):
        return False
    return bool((items.seqnr[rows][waited] == ksm.cursor.seqnr & 0xFF).any())


def _chains_are_simple(ksm: Ksm) -> bool:
    """Every chain has two dups at least, and none but its first may take pages."""
    for dups in ksm.nodes.dups.values():
        if len(dups) < 2 or any(is_page_sharing_candidate(ksm, dup) for dup in dups[1:]):
            return False
    return True


__all__ = ["note_changes", "stable_is_known"]
