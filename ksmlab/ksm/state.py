"""All that ksmd knows: knobs, counters, items, nodes, trees and where it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from ksmlab.kernel.features import Features
from ksmlab.ksm.advisor import AdvisorContext
from ksmlab.ksm.content_index import ContentIndex
from ksmlab.ksm.costs import Clock, Costs
from ksmlab.ksm.events import Event
from ksmlab.ksm.item_tree import ItemTree
from ksmlab.ksm.knobs import Knobs
from ksmlab.ksm.rbtree import NIL, RbTree
from ksmlab.ksm.rmap_items import NO_HEAD, UNSTABLE, RmapItems
from ksmlab.ksm.stable_nodes import StableNodes
from ksmlab.ksm.stale_items import StaleItems, sweep
from ksmlab.ksm.stale_paths import StalePaths
from ksmlab.ksm.tree_log import StableOps, UnstableOps, build_stable_tree, build_unstable_tree
from ksmlab.memory.address_space import Process, Region
from ksmlab.memory.memory import Memory


@dataclass(slots=True)
class Counters:
    """The numbers that ksmd keeps itself; sysfs.py makes files of them."""

    pages_shared: int = 0
    pages_sharing: int = 0
    pages_unshared: int = 0
    pages_skipped: int = 0
    pages_scanned: int = 0
    rmap_items: int = 0
    stable_node_chains: int = 0
    stable_node_dups: int = 0
    zero_pages_sharing: int = 0  # the v3 series' own count


@dataclass(slots=True)
class Cursor:
    """struct ksm_scan. process is None between passes; addresses are page numbers.

    list_position: items below it have been passed (the kernel's rmap_list pointer); batch_left: pages that the wake-up
    in progress may still scan, None while ksmd sleeps.
    """

    process: Process | None = None
    address: int = 0
    list_position: int = 0
    seqnr: int = 0
    batch_left: int | None = None


class Page(NamedTuple):
    """A page as ksmd holds it: the row of the page table, the frame there (negative: a zero page), what it holds."""

    slot: int
    frame: int
    content: int


class Ksm:
    """The state of mm/ksm.c over a Memory. `trace` is called with each Event when it is set."""

    def __init__(self, memory: Memory, features: Features, nodes: int = 1) -> None:
        self.memory = memory
        self.features = features
        self.knobs = Knobs(smart_scan=int(features.smart_scan))
        self.counters = Counters()
        self.costs = Costs()
        self.clock = Clock()
        self.advisor = AdvisorContext()
        self.unswept_items = RmapItems()  # `items`, but those of retired nodes may not know of it yet
        self.nodes = StableNodes()
        memory.on_pages_lost = self.nodes.lose_pages
        self.stable_trees = [RbTree() for _ in range(nodes)]
        self.unstable_trees = [ItemTree() for _ in range(nodes)]
        self.mm_slots: list[Process] = []  # ksm_mm_head's list
        self.cursor = Cursor()
        self.batch = 0  # wake-ups since the start
        self.wakeup_ms = 0  # the virtual clock when the last one began
        self.index = ContentIndex()
        self.stale_items = StaleItems()
        self.stale_paths = StalePaths()
        self.unerased: list[int] = []  # nodes torn down that still stand in the stable tree
        self.stable_log: list[StableOps] = []  # what bulk scanning did to the trees since they were built
        self.unstable_log: list[UnstableOps] = []
        self.stable_by_index = False  # searches of the stable tree need no walk at present
        self.visit_in_window: int | None = None  # the visit of a bulk window that is walked at present
        self.vma_epoch = 0  # memory.vma_epoch when the unstable tree was begun
        self.removed_nodes = 0  # stale stable nodes torn down since the start
        self.chains_simple = True  # in no chain does it matter which dup a search chooses
        self.waiting_changed = False  # a page in the unstable tree changed or went since it was put there
        self.settled: list[tuple[int, int]] = []  # runs of rows [first, stop) that are their own KSM pages
        self.settled_epoch = -1
        self.new_chains: list[tuple[int, int]] = []  # (chain, visit) made by the window in progress
        self.bulk_from_pages = 256  # a smaller machine is not worth a window
        self.window_from_visits = 257  # nor are fewer visits at a time
        self.may_retire = True  # stable nodes may be torn down before their items are told
        self.costs_wanted = False  # every search must be walked, so that comparisons are counted
        self.trace: Callable[[Event], None] | None = None

    @property
    def items(self) -> RmapItems:
        """The rmap_items."""
        if self.nodes.retired:
            sweep(self)
        return self.unswept_items

    def tell(self, function: str, outcome: str, page: Page | int = -1, other: int = -1, node: int = 0) -> None:
        """Report an event; callers test `trace` first where it would cost."""
        if self.trace is None:
            return
        slot, content = (page.slot, page.content) if isinstance(page, Page) else (page, -1)
        self.trace(Event(self.batch, function, outcome, slot, other, node, content, serial=self.serial(node)))

    def serial(self, node: int) -> int:
        """A stable node's serial, -1 for no node."""
        return self.nodes.serial_at[node] if node > 0 else -1

    def stable_tree(self, nid: int) -> RbTree:
        """The stable tree of a node (nid 0 when merge_across_nodes is on), in its real shape."""
        if self.unerased:
            for node in self.unerased:
                self.stable_trees[0].erase(node)
            self.unerased = []
        if self.stable_log:
            build_stable_tree(self.stable_trees[0], self.stable_log, self.nodes, self.memory.contents)
            self.stable_log = []
        return self.stable_trees[nid]

    def unstable_tree(self, nid: int) -> ItemTree:
        """The unstable tree of a node, in its real shape."""
        if self.unstable_log:
            build_unstable_tree(self.unstable_trees[0], self.unstable_log, self.unswept_items, self.memory.contents)
            self.unstable_log = []
        return self.unstable_trees[nid]

    @property
    def nothing_waits(self) -> bool:
        """No page is in an unstable tree."""
        return not self.unstable_log and all(tree.root == NIL for tree in self.unstable_trees)

    @property
    def unbuilt(self) -> int:
        """Operations that wait until somebody asks for a tree's real shape."""
        inserted = sum(len(ops.inserted) for ops in self.stable_log)
        return len(self.unerased) + inserted + sum(len(ops.rows) for ops in self.unstable_log)

    def clear_unstable_tree(self, nid: int) -> None:
        """Forget an unstable tree, as each pass does at its start."""
        self.unstable_trees[nid].clear()
        self.unstable_log = []
        self.memory.forget_touched(goes_on=True)
        self.vma_epoch = self.memory.vma_epoch
        self.waiting_changed = False
        self.index.nothing_waits()

    @property
    def one_tree(self) -> bool:
        """There is one tree of each kind: merge_across_nodes is on, or the machine has one NUMA node."""
        return bool(self.knobs.merge_across_nodes) or len(self.stable_trees) == 1

    @property
    def items_flag_zero_pages(self) -> bool:
        """The v3 series' flag is in use: what becomes of a zero page is its item's business, one at a time."""
        placing = self.knobs.use_zero_pages or self.counters.zero_pages_sharing
        return self.features.zero_page_tracking == "item_flag" and bool(placing)

    def nid(self, frame: int) -> int:
        """get_kpfn_nid: the tree that a frame belongs to."""
        if self.knobs.merge_across_nodes or frame < 0:
            return 0
        return int(self.memory.frames.node_at[frame])

    def content(self, frame: int) -> int:
        """What a frame holds."""
        holds = self.memory.frames.holds_at[frame]
        return holds if holds >= 0 else self.nodes.content_at[~holds]

    def contents(self, frames: np.ndarray) -> np.ndarray:
        """What frames hold: int32 each."""
        holds = self.memory.frames.holds[frames]
        contents: np.ndarray = np.where(holds >= 0, holds, self.nodes.content[np.maximum(~holds, 0)])
        return contents

    def grow(self) -> None:
        """Make rows for all pages that the memory has by now."""
        missing = self.memory.pages.used - self.unswept_items.used
        if missing > 0:
            self.unswept_items.extend(missing)

    def adopt_items(self, process: Process, region: Region) -> None:
        """Items of addresses that were unmapped belong to what is mapped there now: an item is found by its address."""
        for old in process.regions:
            low, high = max(old.at, region.at), min(old.stop, region.stop)
            if old is region or low >= high:
                continue
            for slot in (old.first_slot - old.at + low + np.flatnonzero(self._flags(old, low, high))).tolist():
                self._move_item(slot, region.first_slot + old.at + slot - old.first_slot - region.at)

    def _flags(self, region: Region, low: int, high: int) -> np.ndarray:
        base = region.first_slot - region.at
        return self.items.flags[base + low : base + high]

    def _move_item(self, slot: int, to: int) -> None:
        items = self.items
        if items.flags_at[slot] & UNSTABLE and items.seqnr_at[slot] == self.cursor.seqnr & 0xFF:
            self.unstable_tree(items.nid_at[slot]).move(slot, to)
        for name in items.COLUMNS:
            column = getattr(items, f"{name}_at")
            column[to] = column[slot]
        items.flags_at[slot], items.head_at[slot] = 0, NO_HEAD

    def copy(self, memory: Memory) -> Ksm:
        """A copy over a copied memory; it shares nothing that changes."""
        twin = object.__new__(Ksm)
        twin.__dict__.update(self.__dict__)
        twin.memory, twin.trace = memory, None
        twin.knobs, twin.counters, twin.costs = replace(self.knobs), replace(self.counters), replace(self.costs)
        twin.clock, twin.advisor = replace(self.clock), replace(self.advisor)
        twin.unswept_items, twin.nodes = self.items.copy(), self.nodes.copy()
        memory.on_pages_lost = twin.nodes.lose_pages
        twin.index, twin.settled = ContentIndex(), list(self.settled)
        twin.stale_items, twin.stale_paths = StaleItems(), StalePaths()
        twin.unerased = list(self.unerased)
        twin.stable_log, twin.unstable_log = list(self.stable_log), list(self.unstable_log)
        twin.stable_trees = [tree.copy() for tree in self.stable_trees]
        twin.unstable_trees = [tree.copy() for tree in self.unstable_trees]
        twin.mm_slots = [memory.processes[process.index] for process in self.mm_slots]
        at = self.cursor.process
        twin.cursor = replace(self.cursor, process=memory.processes[at.index] if at is not None else None)
        return twin


__all__ = ["NIL", "Counters", "Cursor", "Ksm", "Page"]
