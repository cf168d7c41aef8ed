"""Frames by sharing, the zero page, and one page in full."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ksmlab.errors import UsageError
from ksmlab.lab import Lab
from ksmlab.scenario.model import Fork, Scan
from ksmlab.snapshot.frames import frame_totals, frames, zero_frame
from ksmlab.snapshot.page import hexdump, page_info
from ksmlab.snapshot.processes import locate, parse_page, processes, slot_of
from ksmlab.snapshot.states import PageState
from tests.snapshot.sessions import labs, small, states


@given(lab=labs(), limit=st.integers(1, 50))
def test_frames_add_up(lab: Lab, limit: int) -> None:
    everything, some = frames(lab, limit=10_000, slots=10_000), frames(lab, limit)
    assert [frame.frame for frame in some] == [frame.frame for frame in everything[:limit]]
    counts = [frame.mapcount for frame in everything]
    assert counts == sorted(counts, reverse=True) and 0 not in counts
    totals = frame_totals(lab)
    assert (totals.in_use, totals.mappings) == (len(everything), sum(counts))
    assert totals.saved == sum(count - 1 for count in counts)
    assert totals.ksm_pages == sum(frame.serial >= 0 for frame in everything)
    mapped = sorted(slot for frame in everything for slot in frame.slots)
    zero = (PageState.UNTOUCHED, PageState.GONE, PageState.ZERO_KSM, PageState.ZERO_READ)
    assert mapped == [slot for slot, state in enumerate(states(lab)) if state not in zero]


@given(lab=labs())
def test_the_zero_frame_is_all_that_maps_it(lab: Lab) -> None:
    view, all_states = zero_frame(lab, slots=10_000), states(lab)
    assert view.by_ksm == all_states.count(PageState.ZERO_KSM) == len(view.ksm_slots)
    assert view.by_read == all_states.count(PageState.ZERO_READ) == len(view.read_slots)
    assert all(all_states[slot] == PageState.ZERO_KSM for slot in view.ksm_slots)
    assert view.told_apart == (lab.features.zero_page_tracking != "none")
    assert (view.counted is None) == (not view.told_apart)
    if not lab.features.fork_inherits_counters and view.told_apart:
        assert view.counted == view.placed


@given(lab=labs(), data=st.data())
def test_a_page_and_its_sharers(lab: Lab, data: st.DataObject) -> None:
    slot = data.draw(st.integers(0, lab.machine.memory.pages.used - 1))
    info = page_info(lab, slot, sharers=3)
    assert info.state == states(lab, slot, slot)[0]
    assert (info.sharer_count + 1 == info.mapcount) or info.mapcount == 0
    assert len(info.sharers) == min(3, info.sharer_count) and slot not in info.sharers
    for other in info.sharers:
        twin = page_info(lab, other, sharers=10_000)
        assert slot in twin.sharers and twin.content == info.content and twin.node_serial == info.node_serial
    assert (info.item is not None) == bool(lab.machine.ksm.items.flags_at[slot])
    ref = locate(lab, slot)
    assert str(ref) == info.name == lab.page_name(slot)


def test_one_page_in_words() -> None:
    lab = small(scans=2)
    info = page_info(lab, 9)
    assert (info.name, info.letter, info.node_label, info.mapcount) == ("vm2.ram[1]", "A", "A", 8)
    assert info.item is not None and info.item.flags == ("STABLE",) and info.item.unchanged
    assert info.checksum == info.item.checksum == lab.machine.memory.contents.checksum(info.content)
    assert info.vma is not None and info.vma.mergeable
    assert hexdump(lab, info.content) == (
        "00000000  aa 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |................|",
        "00000010  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  |................|",
        "*",
        "00001000",
    )
    assert page_info(lab, 4).item is not None
    lab.reset()
    assert page_info(lab, 4).item is None


def test_names_and_slots() -> None:
    lab = small()
    lab.do(Fork(process="vm1", child="kid"))
    kid = processes(lab)[2]
    assert (kid.name, kid.registered, kid.regions[0].first_slot, kid.regions[0].mergeable_pages) == ("kid", True, 16, 8)
    assert slot_of(lab, "kid", "ram", 3) == parse_page(lab, "kid.ram[3]") == 19
    mistakes = {"vm1.ran[3]": "ram", "vm11.ram[3]": "vm1", "vm1.ram[8]": "0 to 7", "vm1": r"vm1.ram\[3\]"}
    for wrong, right in mistakes.items():
        with pytest.raises(UsageError, match=right):
            parse_page(lab, wrong)


def test_a_ksm_page_is_the_most_shared_frame() -> None:
    lab = small(scans=2)
    top = frames(lab, 3)
    assert (top[0].label, top[0].mapcount, top[0].items, top[0].slots) == ("A", 8, 8, (0, 1, 2, 3, 8, 9, 10, 11))
    assert [frame.mapcount for frame in top] == [8, 1, 1]
    assert frame_totals(lab).saved == lab.counters()["pages_sharing"] == 7
    lab.do(Scan(full_scans=1))
    assert frame_totals(lab).free == 7
