"""Unsharing on demand: MADV_UNMERGEABLE, prctl, and writing 2 to `run`."""

from __future__ import annotations

import numpy as np

from ksmlab.ksm.chains import free_stable_node_chain
from ksmlab.ksm.cursor import enter_process
from ksmlab.ksm.mm_slots import forget
from ksmlab.ksm.rbtree import NIL
from ksmlab.ksm.removal import free_items_between
from ksmlab.ksm.stale_nodes import is_stale, remove_node_from_stable_tree
from ksmlab.ksm.state import Ksm
from ksmlab.memory.address_space import ZERO_KSM, Process, Vma
from ksmlab.memory.contents import ZERO
from ksmlab.memory.faults import replace_page


def break_ksm(ksm: Ksm, process: Process, vma: Vma) -> None:
    """Give every KSM page of a VMA, and from 6.6 on every zero page that KSM placed, back as a page of its own."""
    if not vma.anon_vma:
        return
    memory = ksm.memory
    frames = memory.frames
    entries = memory.pages.frame[vma.first_slot : vma.slot(vma.stop)]
    shared = (entries >= 0) & (frames.holds[np.maximum(entries, 0)] < 0)
    if memory.zero_pages_tracked:
        shared |= entries == ZERO_KSM
    for place in np.flatnonzero(shared).tolist():
        slot = vma.first_slot + place
        frame = memory.pages.frame_at[slot]
        content = ksm.content(frame) if frame >= 0 else ZERO
        replace_page(memory, process, slot, content, vma.region.node)
        ksm.tell("break_ksm", "unshared", slot)


def unmerge_and_remove_all_rmap_items(ksm: Ksm) -> None:
    """run=2: every process is unmerged and loses its items, then every stable node goes whose page is not mapped."""
    for process in list(ksm.mm_slots):
        if not process.exited:
            for vma in process.vmas:
                if vma.mergeable:
                    break_ksm(ksm, process, vma)
        free_items_between(ksm, process, 0)
        if process.exited:
            forget(ksm, process)
    enter_process(ksm, None)
    remove_all_stable_nodes(ksm)
    ksm.cursor.seqnr = 0


def remove_all_stable_nodes(ksm: Ksm) -> bool:
    """Remove the stable nodes whose pages nothing maps; True if any is left."""
    left = False
    for nid in range(len(ksm.stable_trees)):
        tree = ksm.stable_tree(nid)
        while tree.root != NIL:
            if not _remove_stable_node_chain(ksm, tree.root):
                left = True
                break
    return left


def _remove_stable_node_chain(ksm: Ksm, node: int) -> bool:
    """remove_stable_node_chain: False if a page of it is still mapped."""
    if not ksm.nodes.is_chain(node):
        return _remove_stable_node(ksm, node)
    for dup in list(ksm.nodes.dups[node]):
        if not _remove_stable_node(ksm, dup):
            return False
    free_stable_node_chain(ksm, node)
    return True


def _remove_stable_node(ksm: Ksm, node: int) -> bool:
    if not is_stale(ksm, node):
        return False
    remove_node_from_stable_tree(ksm, node)
    return True
