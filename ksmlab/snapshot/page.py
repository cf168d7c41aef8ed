"""All about one page: what it maps, who shares it, what ksmd remembers of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ksmlab.ksm.rmap_items import EXISTS, NO_CHECKSUM, SKIPPED, STABLE, UNSTABLE, ZERO_FLAG
from ksmlab.ksm.stable_nodes import NONE
from ksmlab.lab import Lab
from ksmlab.memory.address_space import NOT_MAPPED, ZERO_KSM
from ksmlab.memory.contents import ZERO
from ksmlab.snapshot.cells import page_states
from ksmlab.snapshot.states import PageState, letter, node_label
from ksmlab.snapshot.vmas import vma_of

_FLAGS = ((UNSTABLE, "UNSTABLE"), (STABLE, "STABLE"), (ZERO_FLAG, "ZERO_PAGE"), (SKIPPED, "skipped"))


@dataclass(frozen=True, slots=True)
class ItemView:
    """An rmap_item. `flags` are the kernel's names; `checksum` is oldchecksum, None in a fresh item.

    seen: the content that was checksummed, in words; unchanged: the page still holds it; seqnr: low byte of the full
    scan in which it entered the unstable tree; node_label: the stable node it hangs on, "" for none.
    """

    flags: tuple[str, ...]
    checksum: int | None
    seen: str
    unchanged: bool
    age: int
    remaining_skips: int
    seqnr: int
    node_label: str


@dataclass(frozen=True, slots=True)
class VmaView:
    """The VMA around a page: page numbers [start, stop), VM_MERGEABLE, and whether anything in it was ever written."""

    start: int
    stop: int
    mergeable: bool
    anon_vma: bool


@dataclass(frozen=True, slots=True)
class PageInfo:
    """One page at one moment.

    slot             its row of the page table; `address` is its page number in its process
    frame            the frame's number, None for no frame and for the zero page; `mapcount` entries map it
    zero             it maps the kernel's zero page; `placed_by_ksm` is what the lab knows under every kernel
    sharers          rows that map the same frame (or the zero page), this one left out, at most as many as asked for
    sharer_count     how many there are in all
    content          id of what it holds, -1 for nothing; `description` in a few characters; `checksum` as the kernel's
    node_serial      the stable node of its frame, -1 for none; `node_label` its name
    item             what ksmd remembers of it, None when it has no rmap_item
    """

    slot: int
    name: str
    process: str
    region: str
    page: int
    address: int
    state: PageState
    letter: str
    frame: int | None
    mapcount: int
    zero: bool
    placed_by_ksm: bool
    sharers: tuple[int, ...]
    sharer_count: int
    content: int
    description: str
    checksum: int | None
    node_serial: int
    node_label: str
    item: ItemView | None
    vma: VmaView | None
    exited: bool


def page_info(lab: Lab, slot: int, sharers: int = 64) -> PageInfo:
    """All about a row of the page table; at most `sharers` others that map the same are named."""
    memory, ksm = lab.machine.memory, lab.machine.ksm
    process, region = memory.owner(slot)
    entry = memory.pages.frame_at[slot]
    zero, frame = entry < NOT_MAPPED, entry if entry >= 0 else None
    node = memory.frames.stable_node(entry) if entry >= 0 else NONE
    serial = ksm.serial(node)
    state = PageState(int(page_states(lab, slot, slot)[0]))
    content = ksm.content(entry) if entry >= 0 else ZERO if zero else -1
    others = mapping_rows(lab, entry)
    others = others[others != slot]
    vma = vma_of(lab, slot)
    return PageInfo(
        slot=slot,
        name=lab.page_name(slot),
        process=process.name,
        region=region.name,
        page=slot - region.first_slot,
        address=region.at + slot - region.first_slot,
        state=state,
        letter=letter(state, serial),
        frame=frame,
        mapcount=memory.frames.mapcount_at[entry] if frame is not None else len(others) + 1 if zero else 0,
        zero=zero,
        placed_by_ksm=entry == ZERO_KSM,
        sharers=tuple(others[:sharers].tolist()),
        sharer_count=len(others),
        content=content,
        description=memory.contents.describe(content) if content >= 0 else "nothing",
        checksum=memory.contents.checksum(content) if content >= 0 else None,
        node_serial=serial,
        node_label=node_label(serial) if serial >= 0 else "",
        item=_item(lab, slot, content),
        vma=VmaView(vma.start, vma.stop, vma.mergeable, vma.anon_vma) if vma else None,
        exited=process.exited,
    )


def mapping_rows(lab: Lab, entry: int) -> np.ndarray:
    """Rows (intp) whose page-table entry is this frame, or any zero page for an entry of one; none for NOT_MAPPED."""
    pages = lab.machine.memory.pages
    entries = pages.frame[: pages.used]
    if entry == NOT_MAPPED:
        return np.empty(0, np.intp)
    return np.flatnonzero(entries == entry if entry >= 0 else entries < NOT_MAPPED)


def hexdump(lab: Lab, content: int, lines: int = 16) -> tuple[str, ...]:
    """The first lines of a content (PageInfo.content) as `hexdump -C` shows them, runs of equal lines as `*`."""
    data, last = lab.machine.memory.contents.page(content), b""
    shown: list[str] = []
    for at in range(0, len(data), 16):
        line = data[at : at + 16]
        if line == last:
            if shown[-1] != "*":
                shown.append("*")
            continue
        last = line
        text = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in line)
        shown.append(f"{at:08x}  {line[:8].hex(' ')}  {line[8:].hex(' ')}  |{text}|")
        if len(shown) >= lines:
            return tuple(shown)
    return (*shown, f"{len(data):08x}")[:lines]


def _item(lab: Lab, slot: int, content: int) -> ItemView | None:
    ksm = lab.machine.ksm
    items, flags = ksm.items, ksm.items.flags_at[slot]
    if not flags & EXISTS and not flags:
        return None
    contents, seen = lab.machine.memory.contents, items.oldchecksum_at[slot]
    known = seen != NO_CHECKSUM
    return ItemView(
        flags=tuple(name for bit, name in _FLAGS if flags & bit),
        checksum=contents.checksum(seen) if known else None,
        seen=contents.describe(seen) if known else "",
        unchanged=known and seen == content,
        age=items.age_at[slot],
        remaining_skips=items.remaining_skips_at[slot],
        seqnr=items.seqnr_at[slot],
        node_label=node_label(ksm.serial(items.head_at[slot])) if flags & STABLE else "",
    )
