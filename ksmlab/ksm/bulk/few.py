"""The next few pages as long as none of them searches: no window, no tally, since NumPy's calls cost more than they."""

from __future__ import annotations

import numpy as np

from ksmlab.ksm.bulk.commit import take_off
from ksmlab.ksm.rmap_items import EXISTS, STABLE
from ksmlab.ksm.stale_nodes import remove_node_from_stable_tree
from ksmlab.ksm.state import Ksm
from ksmlab.memory.address_space import Vma


def scan_few(ksm: Ksm, vma: Vma, most_visits: int) -> int:
    """Visit what comes next in this VMA up to the first page that is not its item's own KSM page nor changed; how many.

    The wake-up in progress is not ended, though its budget may be used up.
    """
    cursor, items = ksm.cursor, ksm.unswept_items
    if cursor.list_position < cursor.address:
        return 0  # items before this page are to be freed
    first = vma.slot(cursor.address)
    rows = slice(first, min(first + most_visits, vma.slot(vma.stop)))
    entries, flags = ksm.memory.pages.frame[rows], items.flags[rows]
    holds = ksm.memory.frames.holds.take(entries, mode="wrap")  # what is not mapped is not looked at
    plain = holds >= 0
    quick = items.head[rows] == ~holds  # its own KSM page
    if _checksum_decides(ksm):
        quick |= plain & (items.oldchecksum[rows] != holds)
    quick &= (entries >= 0) & (flags | STABLE == EXISTS | STABLE)
    visits = int(quick.argmin())
    if quick[visits]:
        visits = len(quick)
    changed = plain[:visits].nonzero()[0]
    if len(changed):
        items.oldchecksum[rows][changed] = holds.take(changed)
        _depart(ksm, first + changed[flags.take(changed) == EXISTS | STABLE])
    _count(ksm, visits, len(changed))
    return visits


def _checksum_decides(ksm: Ksm) -> bool:
    """Nothing but its checksum says what becomes of a changed page."""
    features = ksm.features
    return features.checksum_before_stable_search and features.stable_items_keep_age and not ksm.knobs.smart_scan


def _depart(ksm: Ksm, rows: np.ndarray) -> None:
    """These rows (intp) leave their stable nodes; nodes without a page are torn down in the order of the visits."""
    if not len(rows):
        return
    nodes = ksm.nodes
    heads = ksm.unswept_items.head.take(rows)
    lives = ksm.memory.frames.holds.take(nodes.kpfn.take(heads)) == ~heads
    if np.count_nonzero(lives) < len(rows):
        for node in heads[~lives].tolist():
            if nodes.rmap_hlist_len_at[node] > 0:  # it was not torn down for a page before
                remove_node_from_stable_tree(ksm, node)
    ksm.unswept_items.leave_stable_nodes(rows)
    last = take_off(ksm, heads[lives])
    emptied = int(np.count_nonzero(last))
    ksm.counters.pages_shared -= emptied
    ksm.counters.pages_sharing -= len(last) - emptied
    ksm.memory.owner(int(rows[0]))[0].merging_pages -= len(last)


def _count(ksm: Ksm, visits: int, checksums: int) -> None:
    cursor, costs = ksm.cursor, ksm.clock.costs
    assert cursor.batch_left is not None
    cursor.address += visits
    cursor.list_position = cursor.address
    cursor.batch_left -= visits
    if ksm.features.pages_scanned == "exact":
        ksm.counters.pages_scanned += visits
    ksm.costs.checksums += checksums
    ksm.clock.work(visits * costs.visit_ns + checksums * costs.checksum_ns)
