"""The rmap_items of stable nodes that lost their page: found for many such nodes in one look over the items."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ksmlab.ksm.stable_nodes import RETIRED

if TYPE_CHECKING:
    from ksmlab.ksm.state import Ksm

CHUNK = 1 << 16  # items looked at at a time: an index of all would take 8 bytes an item
MOST_RETIRED = 1 << 12  # nodes: then their items are told


class StaleItems:
    """Which items hang on stale nodes, as the last look saw it: nothing joins a stale node, so most of it stays."""

    def __init__(self) -> None:
        self._rows, self._heads = np.empty(0, np.intp), np.empty(0, np.int32)

    def rows(self, ksm: Ksm, node: int) -> np.ndarray:
        """The items (rows, intp, ascending) of a stale node that has some."""
        rows: np.ndarray = self._rows[self._heads == node]
        if len(rows) == ksm.nodes.rmap_hlist_len_at[node] and (ksm.items.head[rows] == node).all():
            return rows
        self._look(ksm)  # it went stale since, or its number was another node's, or items moved
        rows = self._rows[self._heads == node]
        return rows

    def _look(self, ksm: Ksm) -> None:
        self._rows = _hung_on(ksm, ksm.nodes.stale())
        self._heads = ksm.items.head[self._rows]


def may_retire(ksm: Ksm) -> bool:
    """A node's items need not be known to tear it down: they are one process's, and keep what they remember."""
    return ksm.may_retire and len(ksm.memory.processes) == 1 and ksm.features.stable_items_keep_age


def sweep_if_many(ksm: Ksm) -> None:
    """Items of retired nodes hear of it when they are looked at, or are told all at once."""
    if len(ksm.nodes.retired) > MOST_RETIRED:
        sweep(ksm)


def sweep(ksm: Ksm) -> None:
    """Tell all items of retired nodes that they hang on none."""
    retired = np.zeros(ksm.nodes.used, bool)
    retired[ksm.nodes.retired] = True
    ksm.unswept_items.leave_stable_nodes(_hung_on(ksm, retired))
    ksm.nodes.free_retired()


def sweep_rows(ksm: Ksm, first: int, stop: int) -> None:
    """The same for the items of rows [first, stop) alone."""
    if ksm.nodes.retired:
        heads = ksm.unswept_items.head[first:stop]
        ksm.unswept_items.leave_stable_nodes(first + np.flatnonzero(ksm.nodes.rmap_hlist_len[heads] == RETIRED))


def _hung_on(ksm: Ksm, wanted: np.ndarray) -> np.ndarray:
    """The items (rows, intp, ascending) whose head is a wanted node (bool by node)."""
    items = ksm.unswept_items
    starts = range(0, items.used, CHUNK)
    parts = [start + np.flatnonzero(wanted[items.head[start : min(start + CHUNK, items.used)]]) for start in starts]
    return np.concatenate(parts) if parts else np.empty(0, np.intp)
