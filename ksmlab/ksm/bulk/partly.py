"""A window in which the trees are not known: pages that come to no tree are done at once, the others are walked."""

from __future__ import annotations

import numpy as np

from ksmlab.ksm.bulk.commit import commit_items, commit_zero_pages
from ksmlab.ksm.bulk.cut import finish
from ksmlab.ksm.bulk.settled import REFUSED
from ksmlab.ksm.bulk.tally import Tally
from ksmlab.ksm.bulk.visits import Visits, becomes_zero_page, look
from ksmlab.ksm.bulk.walked import walk_wholly
from ksmlab.ksm.bulk.window import Window, open_window
from ksmlab.ksm.recorder import Recorder
from ksmlab.ksm.rmap_items import EXISTS
from ksmlab.ksm.state import Ksm
from ksmlab.memory.columns import without


def scan_partly(ksm: Ksm, window: Window, visits: Visits, most_visits: int, recorder: Recorder | None) -> int:
    """Scan a window in part page by page; returns the wake-ups that ended, or REFUSED: walk it all."""
    budget = ksm.cursor.batch_left
    assert budget is not None
    if ksm.knobs.stable_node_chains_prune_millisecs and most_visits > budget:
        # Chains that become due in a later wake-up are pruned in it by whoever walks.
        shorter = open_window(ksm, window.process, window.vma, budget)
        seen = look(ksm, shorter) if shorter is not None else None
        if shorter is None or seen is None:
            return REFUSED
        window, visits = shorter, seen
    if not _can_be_parted(ksm, visits):
        return REFUSED
    walked, stored, zero, searching = _part(ksm, visits)
    tally = Tally(ksm, len(window.visited))
    tally.add_every_visit("visits")
    commit_items(ksm, window, tally)
    waited = without(visits.waited, walked)
    ksm.unswept_items.flags[visits.rows[waited]] = EXISTS
    tally.add("pages_unshared", waited, -1)
    ksm.unswept_items.oldchecksum[visits.rows[stored]] = visits.contents[stored]
    commit_zero_pages(ksm, visits, zero, tally)
    tally.add("checksums", stored)
    tally.add("checksums", zero)
    tally.add("checksums", searching)
    return finish(ksm, window, tally, recorder, walk_wholly(ksm, visits, walked, searching, tally.ends))


def _can_be_parted(ksm: Ksm, visits: Visits) -> bool:
    """Nothing that a walked page does changes what the cursor or smart scan does with a later page of the window."""
    if ksm.items_flag_zero_pages:
        return False
    if not len(visits.left_rows):
        return True
    if ksm.knobs.smart_scan and not ksm.features.stable_items_keep_age:
        return False
    inside = visits.left_at < len(visits.rows)
    return bool(inside.all() and (visits.rows[visits.left_at] == visits.left_rows).all())


def _part(ksm: Ksm, visits: Visits) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """(visits that are walked, whose checksum is stored, who becomes a zero page, of the walked those that only search:
    their items are in no tree and their checksum is the remembered one), each intp, ascending."""
    walks = np.zeros(len(visits.rows), bool)
    walks[visits.forked] = True
    none = np.empty(0, np.intp)
    if not ksm.features.checksum_before_stable_search:
        walks[visits.plain] = True
        return np.flatnonzero(walks), none, none, none
    walks[visits.left_at] = True
    changed = np.zeros(len(visits.rows), bool)
    changed[visits.plain] = visits.changed
    plain = np.zeros(len(visits.rows), bool)
    plain[visits.plain] = True
    zero = plain & ~changed & ~walks & becomes_zero_page(ksm, visits.contents)
    stored = changed & ~walks
    searching = plain & ~changed & ~walks & ~zero
    walks |= searching
    return np.flatnonzero(walks), np.flatnonzero(stored), np.flatnonzero(zero), np.flatnonzero(searching)
