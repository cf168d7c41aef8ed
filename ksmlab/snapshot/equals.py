"""The other pages that hold the same, and what keeps each of them from being a partner."""

from __future__ import annotations

import numpy as np

from ksmlab.ksm.chains import is_page_sharing_candidate
from ksmlab.ksm.stable_nodes import NONE
from ksmlab.lab import Lab
from ksmlab.snapshot.cells import page_states
from ksmlab.snapshot.states import PageState

MOST = 4096  # equal pages looked at one by one


def equal_rows(lab: Lab, slot: int) -> np.ndarray:
    """Rows (intp) whose frames hold what this page's frame holds, but are other frames; zero pages are none."""
    memory = lab.machine.memory
    frame = memory.pages.frame_at[slot]
    if frame < 0:
        return np.empty(0, np.intp)
    entries = memory.pages.frame[: memory.pages.used]
    content = lab.machine.ksm.content(frame)
    same = (entries >= 0) & (entries != frame) & (lab.machine.ksm.contents(np.maximum(entries, 0)) == content)
    return np.flatnonzero(same)


def siblings(lab: Lab, slot: int) -> np.ndarray:
    """Rows (intp) of other pages that map the very same frame (after a fork, or merged)."""
    memory = lab.machine.memory
    frame = memory.pages.frame_at[slot]
    if frame < 0 or memory.frames.mapcount_at[frame] < 2:
        return np.empty(0, np.intp)
    rows = np.flatnonzero(memory.pages.frame[: memory.pages.used] == frame)
    return np.asarray(rows[rows != slot])


def ksm_page_with_room(lab: Lab, slot: int) -> tuple[int, int]:
    """(an equal KSM page's stable node that takes one more, one that does not); NONE where there is no such node.

    Only nodes of the tree in which this page would be searched count.
    """
    ksm, memory = lab.machine.ksm, lab.machine.memory
    room = full = NONE
    nid = ksm.nid(memory.pages.frame_at[slot])
    for row in equal_rows(lab, slot)[:MOST].tolist():
        node = memory.frames.stable_node(memory.pages.frame_at[row])
        if node == NONE or ksm.nodes.nid_at[node] != nid:
            continue
        if is_page_sharing_candidate(ksm, node):
            room = node
        else:
            full = node
    return room, full


def equals_by_state(lab: Lab, slot: int) -> dict[PageState, int]:
    """For each state that an equal page is in, one such page (a row); KSM pages left out."""
    found: dict[PageState, int] = {}
    for row in equal_rows(lab, slot)[:MOST].tolist():
        state = PageState(int(page_states(lab, row, row)[0]))
        if state != PageState.MERGED:
            found.setdefault(state, row)
    return found
