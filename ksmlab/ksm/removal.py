"""How rmap_items leave the trees and end."""

from __future__ import annotations

import numpy as np

from ksmlab.ksm.rmap_items import EXISTS, IN_A_TREE, NO_HEAD, UNSTABLE, ZERO_FLAG
from ksmlab.ksm.stable_nodes import NONE
from ksmlab.ksm.stale_nodes import is_stale, remove_node_from_stable_tree
from ksmlab.ksm.state import Ksm
from ksmlab.memory.address_space import ZERO_KSM, ZERO_READ, Process
from ksmlab.memory.contents import ZERO
from ksmlab.memory.faults import replace_page


def remove_rmap_item_from_tree(ksm: Ksm, slot: int) -> None:
    """Take an item out of the tree that it is in, if any; a stale stable node goes as a whole."""
    items, counters = ksm.unswept_items, ksm.counters
    flags = items.flags_at[slot]
    if not flags & IN_A_TREE:
        return
    if flags & UNSTABLE:
        if items.seqnr_at[slot] == ksm.cursor.seqnr & 0xFF:
            ksm.unstable_tree(items.nid_at[slot]).erase_row(slot)
            ksm.index.forget_waiting()
        counters.pages_unshared -= 1
        items.flags_at[slot] = EXISTS
        return
    node = items.head_at[slot]
    length = ksm.nodes.rmap_hlist_len_at[node] - 1
    if is_stale(ksm, node):
        if length >= 0:
            remove_node_from_stable_tree(ksm, node)
        items.head_at[slot] = NO_HEAD  # a retired node's items learn of it one by one
        items.flags_at[slot] = EXISTS
        return
    if ksm.nodes.chain_at[node] != NONE:
        ksm.chains_simple = False
    ksm.nodes.rmap_hlist_len_at[node] = length
    if length:
        counters.pages_sharing -= 1
    else:
        counters.pages_shared -= 1
    ksm.memory.owner(slot)[0].merging_pages -= 1
    items.head_at[slot] = NO_HEAD
    items.flags_at[slot] = EXISTS
    if not ksm.features.stable_items_keep_age:
        items.forget_history(slot)
    ksm.tell("remove_rmap_item_from_tree", "left the stable tree", slot, node=node)


def free_rmap_item(ksm: Ksm, process: Process, slot: int) -> None:
    """An item ends; under the v3 series one with the zero flag unshares its zero page first."""
    remove_rmap_item_from_tree(ksm, slot)
    if ksm.unswept_items.flags_at[slot] & ZERO_FLAG:
        _unshare_flagged_zero_page(ksm, process, slot)
    ksm.unswept_items.flags_at[slot] = 0
    ksm.counters.rmap_items -= 1
    process.rmap_items -= 1
    ksm.tell("free_rmap_item", "item freed", slot)


def free_items_between(ksm: Ksm, process: Process, low: int, high: int | None = None) -> None:
    """remove_trailing_rmap_items and the like: free a process's items at page numbers [low, high); None: to the end."""
    if process.rmap_items == 0 and not ksm.features.fork_inherits_counters:
        return
    found: list[tuple[int, int]] = []
    for region in process.regions:
        first, stop = max(low, region.at), region.stop if high is None else min(high, region.stop)
        if first >= stop:
            continue
        base = region.first_slot - region.at
        flags = ksm.items.flags[base + first : base + stop]
        if ksm.trace is None:
            _free_loose_items(ksm, process, flags)
        found += [(first + place, base + first + place) for place in np.flatnonzero(flags).tolist()]
    for _, slot in sorted(found):
        free_rmap_item(ksm, process, slot)


def _free_loose_items(ksm: Ksm, process: Process, flags: np.ndarray) -> None:
    """Free the items in no tree; flags: a view of their flags, uint8."""
    loose = (flags & EXISTS != 0) & (flags & (IN_A_TREE | ZERO_FLAG) == 0)
    count = int(np.count_nonzero(loose))
    flags[loose] = 0
    ksm.counters.rmap_items -= count
    process.rmap_items -= count


def _unshare_flagged_zero_page(ksm: Ksm, process: Process, slot: int) -> None:
    """The v3 series' free_rmap_item: break the zero page with a write fault; without a VMA the counts leak."""
    region = ksm.memory.owner(slot)[1]
    vma = None if process.exited else process.vma_at(region.at + slot - region.first_slot)
    if vma is None:
        ksm.tell("unshare_zero_page", "no VMA: zero_pages_sharing leaks", slot)
        return
    if ksm.memory.pages.frame_at[slot] in (ZERO_KSM, ZERO_READ):
        vma.anon_vma = True
        replace_page(ksm.memory, process, slot, ZERO, vma.region.node)
    ksm.counters.zero_pages_sharing -= 1
    process.zero_pages -= 1
