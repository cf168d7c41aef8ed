"""What each visited page of a window is: its own KSM page, a forked one, changed, ready to merge, or zero."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ksmlab.ksm.bulk.window import Window
from ksmlab.ksm.rmap_items import NO_CHECKSUM, STABLE, UNSTABLE
from ksmlab.ksm.state import Ksm
from ksmlab.memory.contents import ZERO
from ksmlab.memory.frames import NO_NODE


@dataclass(slots=True)
class Visits:
    """Visits of a window by number (from 0, ascending); every array holds such numbers (intp) unless it says otherwise.

    rows, frames, contents  by visit: row (intp), frame (int32), content (int32)
    forked     KSM pages that the item does not hang on yet; forked_nodes: int32, their nodes
    plain      pages that are not KSM pages
    changed    by place in `plain`: bool, the checksum differs from the remembered one
    waited     plain or forked, and the item was in the last pass's unstable tree
    left_rows  intp, pages copied by their process (or skipped after that) whose item still hung on a stable node; left_at: intp,
               how many visits come before each, or its own number; left_nodes: int32, the nodes
    """

    rows: np.ndarray
    frames: np.ndarray
    contents: np.ndarray
    forked: np.ndarray
    forked_nodes: np.ndarray
    plain: np.ndarray
    changed: np.ndarray
    waited: np.ndarray
    left_rows: np.ndarray
    left_at: np.ndarray
    left_nodes: np.ndarray


def look(ksm: Ksm, window: Window) -> Visits | None:
    """What the visited pages are; None if an item is in a state that the walk must resolve."""
    items, memory = ksm.items, ksm.memory
    rows = window.visited
    frames = memory.pages.frame[rows]
    nodes = memory.frames.stable_node[frames]
    flags = items.flags[rows]
    shared = nodes != NO_NODE
    contents = memory.frames.content[frames]
    foreign = shared & (items.head[rows] != nodes)
    forked = np.flatnonzero(foreign)
    if (flags[forked] & STABLE).any():
        return None
    plain = np.flatnonzero(~shared)
    if len(plain) == len(rows):
        plain_flags, plain_rows, plain_contents = flags, rows, contents
    else:
        plain_flags, plain_rows, plain_contents = flags[plain], rows[plain], contents[plain]
    waited = _waited(flags, plain, plain_flags, forked)
    if len(waited) and (items.seqnr[rows[waited]] == ksm.cursor.seqnr & 0xFF).any():
        return None
    left = plain[plain_flags & STABLE != 0]
    left_rows, left_at = _left(items.flags, window, rows[left], left)
    remembered = np.where(plain_flags == 0, NO_CHECKSUM, items.oldchecksum[plain_rows])
    if not ksm.features.stable_items_keep_age:
        remembered[plain_flags & STABLE != 0] = NO_CHECKSUM
    changed = remembered != plain_contents
    return Visits(rows, frames, contents, forked, nodes[forked], plain, changed, waited, left_rows, left_at, items.head[left_rows])


def _waited(flags: np.ndarray, plain: np.ndarray, plain_flags: np.ndarray, forked: np.ndarray) -> np.ndarray:
    waited = plain[plain_flags & UNSTABLE != 0]
    if not len(forked):
        return waited
    return np.sort(np.concatenate((waited, forked[flags[forked] & UNSTABLE != 0])))


def _left(flags: np.ndarray, window: Window, rows: np.ndarray, at: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows that leave stable nodes, visited (`rows` at `at`) or skipped, in order, with their positions."""
    hung = np.flatnonzero(flags[window.skipped] & STABLE)
    if not len(hung):
        return rows, at
    all_rows = np.concatenate((rows, window.skipped[hung]))
    order = np.argsort(all_rows)
    return all_rows[order], np.concatenate((at, window.skipped_at[hung]))[order]


def becomes_zero_page(ksm: Ksm, contents: np.ndarray) -> np.ndarray:
    """bool by page: use_zero_pages takes it, if it comes that far."""
    return (contents == ZERO) if ksm.knobs.use_zero_pages else np.zeros(len(contents), bool)
