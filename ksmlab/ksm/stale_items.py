"""The rmap_items of stable nodes that lost their page: found for all such nodes in one look over the items."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from ksmlab.ksm.state import Ksm


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
        nodes, heads = ksm.nodes, ksm.items.head[: ksm.items.used]
        lengths, kpfn = nodes.rmap_hlist_len[: nodes.used], nodes.kpfn[: nodes.used]
        stale = (lengths > 0) & (ksm.memory.frames.stable_node[kpfn] != np.arange(nodes.used))
        self._rows = np.flatnonzero(stale[heads])
        self._heads = heads[self._rows]
