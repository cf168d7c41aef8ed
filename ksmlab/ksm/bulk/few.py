"""The next few pages as long as none of them searches: a loop, since a window's NumPy calls would cost more."""

from __future__ import annotations

from collections.abc import Iterator

from ksmlab.ksm.rmap_items import EXISTS, NO_HEAD, STABLE
from ksmlab.ksm.stable_nodes import NONE
from ksmlab.ksm.stale_nodes import may_retire_together, remove_node_from_stable_tree, retire_together
from ksmlab.ksm.state import Ksm
from ksmlab.memory.address_space import Vma

HANGS = EXISTS | STABLE


def scan_few(ksm: Ksm, vma: Vma, most_visits: int) -> int:
    """Visit what comes next in this VMA up to the first page that is not its item's own KSM page nor changed; how many.

    The wake-up in progress is not ended, though its budget may be used up.
    """
    cursor, items, nodes = ksm.cursor, ksm.unswept_items, ksm.nodes
    if cursor.list_position < cursor.address:
        return 0  # items before this page are to be freed
    first = vma.slot(cursor.address)
    rows = slice(first, min(first + most_visits, vma.slot(vma.stop)))
    holds_at, kpfn_at, length_at = ksm.memory.frames.holds_at, nodes.kpfn_at, nodes.rmap_hlist_len_at
    head_at, flags_at, oldchecksum_at = items.head_at, items.flags_at, items.oldchecksum_at
    decides, retires, chains = _checksum_decides(ksm), may_retire_together(ksm), bool(nodes.dups)
    changed = loose = emptied = 0
    stale: list[int] = []
    for slot, frame, head, flags, old in _pages(ksm, rows):
        if frame < 0:
            break
        kpfn = kpfn_at[head]
        if kpfn == frame and flags == HANGS:
            continue  # its own KSM page
        holds = holds_at[frame]
        if holds < 0 or holds == old or not decides:
            break
        if flags == EXISTS:
            loose += 1
        elif flags != HANGS:
            break
        else:
            if kpfn >= 0:
                length = length_at[head] = length_at[head] - 1
                if not length:
                    emptied += 1
                if chains and nodes.chain_at[head] != NONE:
                    ksm.chains_simple = False
            else:
                stale.append(head)
                if not retires and length_at[head] > 0:  # it was not torn down for a page before
                    remove_node_from_stable_tree(ksm, head)
            head_at[slot], flags_at[slot] = NO_HEAD, EXISTS
        oldchecksum_at[slot] = holds
        changed += 1
    else:
        slot = rows.stop
    if stale and retires:
        retire_together(ksm, stale)
    left = changed - loose - len(stale)
    if left:
        _leave(ksm, first, left, emptied)
    _count(ksm, slot - first, changed)
    return slot - first


def _pages(ksm: Ksm, rows: slice) -> Iterator[tuple[int, int, int, int, int]]:
    """(slot, frame, head, flags, oldchecksum) of these rows. The columns iterate themselves: a list of numbers is
    memory that nobody has touched lately, and costs more than to go through it."""
    items = ksm.unswept_items
    return zip(
        range(rows.start, rows.stop),
        ksm.memory.pages.frame_at[rows],
        items.head_at[rows],
        items.flags_at[rows],
        items.oldchecksum_at[rows],
        strict=True,
    )


def _leave(ksm: Ksm, first: int, left: int, emptied: int) -> None:
    """So many items have left their stable nodes, of which that many were the last ones."""
    ksm.counters.pages_shared -= emptied
    ksm.counters.pages_sharing -= left - emptied
    ksm.memory.owner(first)[0].merging_pages -= left


def _checksum_decides(ksm: Ksm) -> bool:
    """Nothing but its checksum says what becomes of a changed page."""
    features = ksm.features
    return features.checksum_before_stable_search and features.stable_items_keep_age and not ksm.knobs.smart_scan


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
