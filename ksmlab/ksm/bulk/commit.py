"""Changes the state by what a window brought: items, entries, frames, nodes and chains."""

from __future__ import annotations

import numpy as np

from ksmlab.ksm.bulk.tally import Tally
from ksmlab.ksm.bulk.visits import Visits
from ksmlab.ksm.bulk.window import Window
from ksmlab.ksm.rmap_items import EXISTS, NO_CHECKSUM, NO_HEAD, SKIPPED, STABLE, UNSTABLE
from ksmlab.ksm.stable_nodes import NONE
from ksmlab.ksm.state import Ksm
from ksmlab.memory.address_space import ZERO_KSM
from ksmlab.memory.columns import pick

SMALL = 300  # nodes


def commit_items(ksm: Ksm, window: Window, tally: Tally) -> None:
    """Items made, freed and aged; skipped ones leave the unstable tree's leftovers."""
    items = ksm.unswept_items
    new, freed, skipped = window.new, window.freed, window.skipped
    whole = len(new) == len(window.visited) and not len(skipped)
    fresh = window.index if whole else new
    items.oldchecksum[fresh] = NO_CHECKSUM
    if window.ages is not None and window.skips is not None:
        items.age[window.present] = window.ages
        items.remaining_skips[window.present] = window.skips
    elif ksm.features.smart_scan and (items.age[fresh].any() or items.remaining_skips[fresh].any()):
        items.age[fresh] = items.remaining_skips[fresh] = 0
    items.flags[fresh] = EXISTS
    if ksm.features.smart_scan:
        items.flags[window.index] &= 0xFF & ~SKIPPED
    items.flags[freed] = 0
    tally.add("rmap_items", window.new_at)
    tally.add("rmap_items", window.freed_at, -1)
    if len(skipped):
        waiting = items.flags[skipped] & UNSTABLE != 0
        items.flags[skipped] = (items.flags[skipped] & STABLE) | EXISTS | SKIPPED
        tally.add("pages_skipped", window.skipped_at)
        tally.add("pages_unshared", window.skipped_at[waiting], -1)


def commit_departures(ksm: Ksm, visits: Visits, tally: Tally) -> None:
    """Items leave the last pass's unstable tree, and stable nodes whose page their process has copied."""
    items = ksm.unswept_items
    items.flags[visits.rows[visits.waited]] = EXISTS
    tally.add("pages_unshared", visits.waited, -1)
    rows, left, nodes = visits.left_rows, visits.left_at, visits.left_nodes
    if not len(rows):
        return
    items.flags[rows] &= EXISTS | SKIPPED
    items.head[rows] = NO_HEAD
    if not ksm.features.stable_items_keep_age:
        items.oldchecksum[rows] = NO_CHECKSUM
        items.age[rows] = items.remaining_skips[rows] = 0
    last = take_off(ksm, nodes)
    tally.add("pages_shared", left[last], -1)
    tally.add("pages_sharing", left[~last], -1)
    tally.add("merging_pages", left, -1)


def take_off(ksm: Ksm, nodes: np.ndarray) -> np.ndarray:
    """Each of these stable nodes (int32), whose page is there, loses an item; bool by place: it was the last one."""
    lengths = ksm.nodes.rmap_hlist_len
    if ksm.nodes.dups and np.count_nonzero(ksm.nodes.chain.take(nodes)):
        ksm.chains_simple = False
    if len(nodes) < SMALL and len(set(nodes.tolist())) == len(nodes):  # much the cheaper way where it will do
        left = lengths[nodes] - 1
        lengths[nodes] = left
        last: np.ndarray = left == 0
        return last
    np.subtract.at(lengths, nodes, 1)
    last = np.zeros(len(nodes), bool)
    emptied, place = np.unique(nodes[::-1], return_index=True)
    last[len(nodes) - 1 - place[lengths[emptied] == 0]] = True
    return last


def commit_forks(ksm: Ksm, visits: Visits, tally: Tally) -> None:
    """Forked KSM pages are hung on their nodes."""
    forked, nodes = visits.forked, visits.forked_nodes
    if not len(forked):
        return
    rows = visits.rows[forked]
    ksm.unswept_items.flags[rows] |= STABLE
    ksm.unswept_items.head[rows] = nodes
    lengths = ksm.nodes.rmap_hlist_len
    first = np.zeros(len(forked), bool)
    met, place = np.unique(nodes, return_index=True)
    first[place[lengths[met] == 0]] = True
    if (ksm.nodes.chain[nodes[first]] != NONE).any():
        ksm.chains_simple = False  # a dup that had lost its items takes pages again
    np.add.at(lengths, nodes, 1)
    tally.add("pages_shared", forked[first])
    tally.add("pages_sharing", forked[~first])
    tally.add("merging_pages", forked)


def commit_zero_pages(ksm: Ksm, visits: Visits, zero: np.ndarray, tally: Tally) -> None:
    """Visits `zero` (intp, ascending) become zero pages that KSM placed."""
    if not len(zero):
        return
    whole = len(zero) == len(visits.rows)
    ksm.memory.pages.frame[pick(visits.rows) if whole else visits.rows[zero]] = ZERO_KSM
    ksm.memory.unmap_plain_frames(visits.frames if whole else visits.frames[zero])
    tally.add("merges", zero)
    if ksm.memory.zero_pages_tracked:
        tally.add("zero_pages", zero)
