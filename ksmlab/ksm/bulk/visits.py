"""What each visited page of a window is: its own KSM page, a forked one, changed, ready to merge, or zero."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ksmlab.ksm.bulk.window import Window
from ksmlab.ksm.rmap_items import STABLE, UNSTABLE
from ksmlab.ksm.state import Ksm
from ksmlab.memory.columns import increasing, pick
from ksmlab.memory.contents import ZERO


@dataclass(slots=True)
class Visits:
    """Visits of a window by number (from 0, ascending); every array holds such numbers (intp) unless it says otherwise.

    rows, frames, contents  by visit: row (intp), frame (int32), content (int32; less than 0 for an item's own
               KSM page)
    forked     KSM pages that the item does not hang on yet; forked_nodes: int32, their nodes
    plain      pages that are not KSM pages
    changed    by place in `plain`: bool, the checksum differs from the remembered one
    waited     plain or forked, and the item was in the last pass's unstable tree
    left_rows  intp, pages copied by their process (or skipped after that) whose item still hung on a stable node;
               left_at: intp,
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
    items, memory = ksm.unswept_items, ksm.memory
    rows, index = window.visited, window.index
    frames = memory.pages.frame[index].copy()
    flags = items.flags[index]
    present_flags = int(np.bitwise_or.reduce(flags)) if len(flags) else 0
    at_frames = pick(frames) if increasing(frames) else frames  # a KSM page's comes more than once
    holds = memory.frames.holds[at_frames]
    forked, forked_nodes, plain = _ksm_pages(ksm, items.head[index], holds)
    if not len(plain) and not len(forked) and not len(window.skipped):
        unseen = np.full(len(rows), -1, np.int32)
        return Visits(rows, frames, unseen, _none, _no_numbers, _none, _no_bools, _none, _none, _none, _no_numbers)
    contents = holds if at_frames is frames else holds.copy()  # pages that merge will hold something else
    contents[forked] = ksm.nodes.content[forked_nodes]
    if present_flags & STABLE and (flags[forked] & STABLE).any():
        return None
    all_plain = len(plain) == len(rows)
    plain_flags = flags if all_plain else flags[plain]
    waited, left = _none, _none
    if present_flags & UNSTABLE:
        waited = _waited(flags, plain, plain_flags, forked)
        if (items.seqnr[rows[waited]] == ksm.cursor.seqnr & 0xFF).any():
            return None
    if present_flags & STABLE:
        left = plain[plain_flags & STABLE != 0]
    changed = _changed(ksm, items.oldchecksum[index], contents, flags)
    if not all_plain:
        changed = changed[plain]
    left_rows, left_at = _left(items.flags, window, rows[left], left)
    heads = items.head[left_rows]
    return Visits(rows, frames, contents, forked, forked_nodes, plain, changed, waited, left_rows, left_at, heads)


_none = np.empty(0, np.intp)
_no_numbers = np.empty(0, np.int32)
_no_bools = np.empty(0, bool)


def _ksm_pages(
    ksm: Ksm, heads: np.ndarray, holds: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(visits of KSM pages that are not their item's own, their nodes, visits of pages that are not KSM's)."""
    if not ksm.nodes.created:
        return _none, _no_numbers, np.arange(len(heads))
    shared = holds < 0
    count = np.count_nonzero(shared)
    if not count:
        return _none, _no_numbers, np.arange(len(heads))
    plain = _none if count == len(heads) else np.flatnonzero(~shared)
    foreign = heads != ~holds
    foreign &= shared
    if not foreign.any():
        return _none, _no_numbers, plain
    forked = np.flatnonzero(foreign)
    return forked, ~holds[forked], plain


def _changed(ksm: Ksm, remembered: np.ndarray, contents: np.ndarray, flags: np.ndarray) -> np.ndarray:
    """bool by visit: the checksum differs from the one that the item remembers, if there is an item and it remembers
    one."""
    changed: np.ndarray = remembered != contents
    changed |= flags == 0
    if not ksm.features.stable_items_keep_age:
        changed |= flags & STABLE != 0
    return changed


def _waited(flags: np.ndarray, plain: np.ndarray, plain_flags: np.ndarray, forked: np.ndarray) -> np.ndarray:
    waited: np.ndarray = plain[plain_flags & UNSTABLE != 0]
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
