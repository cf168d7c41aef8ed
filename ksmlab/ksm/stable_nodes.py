"""Stable nodes: regular nodes and chains in the stable tree, dups in the chains."""

from __future__ import annotations

import numpy as np

from ksmlab.memory.columns import Columns

CHAIN = -1024  # STABLE_NODE_CHAIN: the rmap_hlist_len of a chain
NONE = 0  # no node: row 0 is never one
NO_PAGE = -1
FREE = -2048  # the row is no node
RETIRED = -4096  # nor is this one, but items that were its own may still name it as their head


class StableNodes(Columns):
    """struct ksm_stable_node.

    kpfn              int32  the page frame, ~frame once it was freed; NO_PAGE for a chain, and in rows that are no node
    rmap_hlist_len    int32  items on its list; CHAIN marks a chain, FREE and RETIRED rows that are no node
    content           int32  what its page holds: it is write-protected, so this never changes
    chain             int32  the chain that a dup is in, NONE for a node of the tree
    nid               uint8  which stable tree it is in
    chain_prune_ms    int64  when a chain was pruned last, on the virtual clock
    pruned_in         int32  the wake-up in which that was
    serial            int32  the how manieth node it is since the start: rows are used again, serials are not
    dups              chain -> its dups, the first in its list first
    """

    COLUMNS = {
        "kpfn": ("i4", NO_PAGE),
        "rmap_hlist_len": ("i4", FREE),
        "content": ("i4", NONE),
        "chain": ("i4", NONE),
        "nid": ("u1", 0),
        "chain_prune_ms": ("i8", 0),
        "pruned_in": ("i4", 0),
        "serial": ("i4", 0),
    }
    TOGETHER = ("kpfn", "rmap_hlist_len", "content")
    kpfn: np.ndarray
    rmap_hlist_len: np.ndarray
    content: np.ndarray
    chain: np.ndarray
    nid: np.ndarray
    kpfn_at: memoryview
    rmap_hlist_len_at: memoryview
    content_at: memoryview
    chain_at: memoryview
    nid_at: memoryview
    chain_prune_ms: np.ndarray
    chain_prune_ms_at: memoryview
    pruned_in: np.ndarray
    pruned_in_at: memoryview
    serial: np.ndarray
    serial_at: memoryview

    def __init__(self, capacity: int = 64) -> None:
        super().__init__(capacity)
        self.extend(1)
        self.dups: dict[int, list[int]] = {}
        self.created = self.lost = 0  # nodes since the start, and those of them whose page was freed
        self.retired: list[int] = []
        self._free: list[int] = []

    def allocate(self, kpfn: int, content: int, nid: int) -> int:
        """alloc_stable_node: a node without items."""
        node = self._free.pop() if self._free else self.extend(1)
        self.kpfn_at[node], self.content_at[node], self.nid_at[node] = kpfn, content, nid
        self.rmap_hlist_len_at[node] = 0
        self.chain_at[node] = NONE
        self.serial_at[node] = self.created
        self.created += 1
        return node

    def take(self, count: int) -> np.ndarray:
        """Rows (int32, shape (count,), increasing) for new nodes: their columns are to be filled in."""
        if len(self._free) < count:
            first = self.extend(count)
            return np.arange(first, first + count, dtype=np.int32)
        rows = np.sort(np.array(self._free[len(self._free) - count :], np.int32))
        del self._free[len(self._free) - count :]
        self.nid[rows] = 0
        return rows

    def free(self, node: int) -> None:
        """free_stable_node."""
        self.rmap_hlist_len_at[node] = FREE
        self.kpfn_at[node], self.chain_at[node] = NO_PAGE, NONE
        self._free.append(node)

    def retire(self, node: int) -> None:
        """free_stable_node, where the node's items are not told yet; until they are its number stays out of use."""
        self.rmap_hlist_len_at[node] = RETIRED
        self.kpfn_at[node], self.chain_at[node] = NO_PAGE, NONE
        self.retired.append(node)

    def free_retired(self) -> None:
        """No item names a retired node any more."""
        self.rmap_hlist_len[self.retired] = FREE
        self._free += self.retired
        self.retired = []

    def is_chain(self, node: int) -> bool:
        """is_stable_node_chain."""
        return bool(self.rmap_hlist_len_at[node] == CHAIN)

    def live(self) -> np.ndarray:
        """Numbers (intp) of all nodes, chains included."""
        return np.flatnonzero(self.rmap_hlist_len[: self.used] > FREE)

    def lose_pages(self, nodes: int | np.ndarray) -> None:
        """The pages of these nodes (int32) were freed, which the kernel sees when it comes for them."""
        self.kpfn[nodes] = ~self.kpfn[nodes]
        self.lost += np.size(nodes)

    def frame(self, node: int) -> int:
        """Where its page is, or was."""
        kpfn = self.kpfn_at[node]
        return kpfn if kpfn >= 0 else ~kpfn

    def stale(self) -> np.ndarray:
        """bool by row: a regular node or a dup whose page was freed."""
        gone: np.ndarray = (self.rmap_hlist_len[: self.used] >= 0) & (self.kpfn[: self.used] < 0)
        return gone

    def copy(self) -> StableNodes:
        """A copy that shares nothing."""
        twin = super().copy()
        twin.dups = {chain: list(dups) for chain, dups in self.dups.items()}
        twin._free, twin.retired = list(self._free), list(self.retired)
        return twin
