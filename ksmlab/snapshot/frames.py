"""Physical memory: which frames are shared by how many, the zero page with all that maps it, what is free."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ksmlab.ksm.stable_nodes import NONE
from ksmlab.lab import Lab
from ksmlab.memory.address_space import NOT_MAPPED, ZERO_KSM
from ksmlab.snapshot.cells import placed_by_ksm
from ksmlab.snapshot.page import mapping_rows
from ksmlab.snapshot.states import kernel_tells_zero_pages_apart, node_label


@dataclass(frozen=True, slots=True)
class FrameView:
    """A page frame in use. items: rmap_items on its stable node, 0 for a frame that is no KSM page.

    slots: rows that map it, at most as many as asked for; mapcount: how many there are.
    """

    frame: int
    mapcount: int
    content: int
    description: str
    serial: int
    label: str
    items: int
    numa_node: int
    slots: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ZeroFrame:
    """The kernel's one zero page.

    by_ksm, by_read  entries that map it as the chosen kernel tells them apart (Z and z of the cells)
    placed           entries that KSM really placed, which the lab knows under every kernel
    told_apart       False: the kernel itself cannot tell (6.1), by_ksm is the lab's knowledge
    counted          what the kernel's own counter says, None when it has none
    """

    by_ksm: int
    by_read: int
    placed: int
    told_apart: bool
    counted: int | None
    ksm_slots: tuple[int, ...]
    read_slots: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FrameTotals:
    """in_use, free: frames (free ones were used before); mappings: entries that map one; saved: mappings - in_use."""

    in_use: int
    free: int
    ksm_pages: int
    shared: int
    mappings: int
    saved: int


def frames(lab: Lab, limit: int = 64, slots: int = 16) -> tuple[FrameView, ...]:
    """The `limit` most shared frames in use, most shared first, then by number; of each at most `slots` mappings."""
    table = lab.machine.memory.frames
    mapcount = table.mapcount[: table.used]
    used = np.flatnonzero(mapcount > 0)
    if len(used) > limit:
        # A stable choice: the mapcount that just makes it, then the lowest numbers among its equals.
        least = np.partition(mapcount[used], len(used) - limit)[len(used) - limit]
        more = used[mapcount[used] > least]
        used = np.concatenate([more, used[mapcount[used] == least][: limit - len(more)]])
    chosen = used[np.lexsort((used, -mapcount[used]))]
    return tuple(
        frame_view(lab, frame, slots, rows)
        for frame, rows in zip(chosen.tolist(), _mappings(lab, chosen, slots), strict=True)
    )


def frame_view(lab: Lab, frame: int, slots: int = 16, rows: tuple[int, ...] | None = None) -> FrameView:
    """One frame with at most so many mappings; `rows` are those where they are known already."""
    memory, ksm = lab.machine.memory, lab.machine.ksm
    node = memory.frames.stable_node(frame)
    serial, content = ksm.serial(node), ksm.content(frame)
    return FrameView(
        frame=frame,
        mapcount=memory.frames.mapcount_at[frame],
        content=content,
        description=memory.contents.describe(content),
        serial=serial,
        label=node_label(serial) if serial >= 0 else "",
        items=ksm.nodes.rmap_hlist_len_at[node] if node != NONE else 0,
        numa_node=memory.frames.node_at[frame],
        slots=(rows if rows is not None else tuple(mapping_rows(lab, frame)[:slots].tolist())),
    )


def _mappings(lab: Lab, chosen: np.ndarray, most: int) -> list[tuple[int, ...]]:
    """For each of the frames at most so many rows that map it, found in one pass over the page table."""
    pages, table = lab.machine.memory.pages, lab.machine.memory.frames
    place = np.full(table.used + 3, -1, np.int32)  # the last three are for entries -1 to -3, which map no frame
    place[chosen] = np.arange(len(chosen), dtype=np.int32)
    of_row = place[pages.frame[: pages.used]]
    rows = np.flatnonzero(of_row >= 0)
    rows = rows[np.argsort(of_row[rows], kind="stable")]
    stops = np.searchsorted(of_row[rows], np.arange(len(chosen)), "right")
    starts = np.concatenate([[0], stops[:-1]]) if len(stops) else stops
    return [tuple(rows[start : min(stop, start + most)].tolist()) for start, stop in zip(starts, stops, strict=True)]


def zero_frame(lab: Lab, slots: int = 64) -> ZeroFrame:
    """The zero page and everything that maps it; at most `slots` of each kind are named."""
    pages, features = lab.machine.memory.pages, lab.features
    entries = pages.frame[: pages.used]
    rows = np.flatnonzero(entries < NOT_MAPPED)
    by_ksm = placed_by_ksm(lab, entries[rows], lab.machine.ksm.items.flags[rows])
    counter = {"item_flag": "zero_pages_sharing", "dirty_pte": "ksm_zero_pages"}.get(features.zero_page_tracking)
    return ZeroFrame(
        by_ksm=int(np.count_nonzero(by_ksm)),
        by_read=int(np.count_nonzero(~by_ksm)),
        placed=int(np.count_nonzero(entries == ZERO_KSM)),
        told_apart=kernel_tells_zero_pages_apart(lab),
        counted=lab.counters()[counter] if counter else None,
        ksm_slots=tuple(rows[by_ksm][:slots].tolist()),
        read_slots=tuple(rows[~by_ksm][:slots].tolist()),
    )


def frame_totals(lab: Lab) -> FrameTotals:
    """How many frames there are of each kind."""
    table = lab.machine.memory.frames
    mapcount = table.mapcount[: table.used]
    in_use = int(np.count_nonzero(mapcount))
    mappings = int(mapcount.sum())
    return FrameTotals(
        in_use=in_use,
        free=table.used - in_use,
        ksm_pages=int(np.count_nonzero((mapcount > 0) & (table.holds[: table.used] < 0))),
        shared=int(np.count_nonzero(mapcount > 1)),
        mappings=mappings,
        saved=mappings - in_use,
    )
