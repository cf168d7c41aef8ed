"""rmap_items: one row a page of any process, since an address of a process has at most one item."""

from __future__ import annotations

import numpy as np

from ksmlab.memory.columns import Columns

EXISTS, UNSTABLE, STABLE, ZERO_FLAG = 1, 2, 4, 8  # bits of `flags`; ZERO_FLAG is the v3 series' 0x400
SKIPPED = 16  # our own mark for whoever looks: smart scan passed the page over at its last visit
IN_A_TREE = UNSTABLE | STABLE
NO_HEAD = 0
NO_CHECKSUM = -1  # a fresh item: no content has this id


class RmapItems(Columns):
    """struct ksm_rmap_item.

    flags            uint8  EXISTS | UNSTABLE | STABLE | ZERO_FLAG | SKIPPED; 0: there is no item
    oldchecksum      int32  the content whose checksum was remembered: checksums are equal exactly if contents are
    head             int32  the stable node it hangs on, NO_HEAD when on none
    seqnr            uint8  low byte of ksm_scan.seqnr when it was put into the unstable tree
    age              uint8  smart scan: visits, skipped ones included
    remaining_skips  uint8  smart scan
    nid              uint8  which unstable tree it was put into
    """

    COLUMNS = {
        "flags": ("u1", 0),
        "oldchecksum": ("i4", NO_CHECKSUM),
        "head": ("i4", NO_HEAD),
        "seqnr": ("u1", 0),
        "age": ("u1", 0),
        "remaining_skips": ("u1", 0),
        "nid": ("u1", 0),
    }
    flags: np.ndarray
    oldchecksum: np.ndarray
    head: np.ndarray
    seqnr: np.ndarray
    age: np.ndarray
    remaining_skips: np.ndarray
    nid: np.ndarray
    flags_at: memoryview
    oldchecksum_at: memoryview
    head_at: memoryview
    seqnr_at: memoryview
    age_at: memoryview
    remaining_skips_at: memoryview
    nid_at: memoryview

    def reset(self, slot: int) -> None:
        """alloc_rmap_item: a zeroed item."""
        self.flags_at[slot] = EXISTS
        self.oldchecksum_at[slot] = NO_CHECKSUM
        self.head_at[slot] = NO_HEAD
        self.age_at[slot] = 0
        self.remaining_skips_at[slot] = 0

    def leave_stable_nodes(self, rows: np.ndarray) -> None:
        """Items (rows, intp) hang on no stable node any more."""
        self.flags[rows] = EXISTS
        self.head[rows] = NO_HEAD

    def forget_history(self, slot: int) -> None:
        """What 7.3 loses when an item leaves the stable tree: linear_page_index shares the storage."""
        self.oldchecksum_at[slot] = NO_CHECKSUM
        self.age_at[slot] = 0
        self.remaining_skips_at[slot] = 0
