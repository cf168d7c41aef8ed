"""The pages of a window whose outcome needs no grouping: those that fit into a stable node with the rest, and those
alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ksmlab.ksm.bulk.groups import is_one
from ksmlab.ksm.stable_nodes import NONE
from ksmlab.ksm.state import Ksm
from ksmlab.memory.columns import among


@dataclass(slots=True)
class Easy:
    """Places (intp, ascending) among the pages asked about.

    joining   pages that merge into `nodes` (int32 each): regular nodes with room for all of their content here
    counted   (the different nodes of these, how many pages each gets)
    alone     pages that go into the unstable tree: nothing equal is in a tree or comes here too; the index knows
              them already
    others    the rest
    """

    joining: np.ndarray
    nodes: np.ndarray
    counted: tuple[np.ndarray, np.ndarray]
    alone: np.ndarray
    others: np.ndarray


_none, _no_nodes = np.empty(0, np.intp), np.empty(0, np.int32)


def sort_out(ksm: Ksm, contents: np.ndarray, rows: np.ndarray) -> Easy:
    """Pages with these contents (int32) and rows (intp), in the order of their visits."""
    if is_one(contents):  # one group, which costs no more than to sort it out
        return Easy(_none, _no_nodes, (_no_nodes, _none), _none, np.arange(len(contents)))
    stable = ksm.index.stable[contents]
    easy = np.zeros(len(contents), bool)
    in_tree = stable != NONE  # NumPy lists the places of bools several times faster than those of numbers
    found = np.flatnonzero(in_tree)
    joining, nodes, counted = found, stable[found], (found, found)
    if len(found):
        counted = count_each(nodes, ksm.nodes.used)
        right = _takes_all(ksm, *counted)
        if not right.any():
            joining, nodes = found[:0], nodes[:0]
        elif not right.all():
            fits = among(nodes, counted[0][right])
            joining, nodes, counted = found[fits], nodes[fits], (counted[0][right], counted[1][right])
        easy[joining] = True
    alone = found[:0]
    if not ksm.waiting_changed and len(found) < len(contents):
        alone = _alone(ksm, contents, rows, np.flatnonzero(~in_tree) if len(found) else None)
        easy[alone] = True
    others = np.flatnonzero(~easy)
    return Easy(joining, nodes, counted, alone, others)


def count_each(values: np.ndarray, limit: int) -> tuple[np.ndarray, np.ndarray]:
    """(the different values below `limit`, how often each is there), by the cheaper of two ways."""
    if limit > 8 * len(values) + 1024:
        return np.unique(values, return_counts=True)
    counts = np.bincount(values, minlength=limit)
    there = np.flatnonzero(counts != 0)
    return there, counts[there]


def _takes_all(ksm: Ksm, nodes: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """bool by node: it is regular, has items, and has room for so many pages more."""
    lengths = ksm.nodes.rmap_hlist_len[nodes].astype(np.int64)
    room: np.ndarray = (lengths > 0) & (lengths + counts <= ksm.knobs.max_page_sharing)
    return room


def _alone(ksm: Ksm, contents: np.ndarray, rows: np.ndarray, places: np.ndarray | None) -> np.ndarray:
    """Of these places (None: all) those whose content neither waits nor comes twice; they are noted as waiting."""
    waiting = ksm.index.waiting
    own = contents if places is None else contents[places]
    marks = ((rows if places is None else rows[places]) + 1).astype(np.int32)
    before = waiting[own]
    if before.any():
        free = np.flatnonzero(before == 0)
        places = free if places is None else places[free]
        own, marks = own[free], marks[free]
    waiting[own] = marks
    beaten = own[waiting[own] != marks]
    if not len(beaten):
        return np.arange(len(own)) if places is None else places
    waiting[beaten] = -1
    single = np.flatnonzero(waiting[own] == marks)
    waiting[beaten] = 0
    return single if places is None else places[single]
