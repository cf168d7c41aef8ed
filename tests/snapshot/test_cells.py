"""What each page is: against a slow reading of the same state, page by page, on every kernel."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ksmlab.ksm.rmap_items import SKIPPED, STABLE, UNSTABLE, ZERO_FLAG
from ksmlab.lab import Lab
from ksmlab.memory.address_space import NOT_MAPPED, ZERO_KSM
from ksmlab.scenario.model import Content, Exit, Madvise, Pages, Read, Scan, SetKnobs, Write
from ksmlab.snapshot.cells import aggregate, find_pages, node_serials, page_states
from ksmlab.snapshot.states import WORDS, PageState, node_label, node_letter
from ksmlab.snapshot.watcher import Watcher
from tests.snapshot.sessions import labs, letters, small, states
from tests.strategies import KERNELS


def slow_state(lab: Lab, slot: int) -> PageState:
    """The definition, for one page."""
    ksm, memory = lab.machine.ksm, lab.machine.memory
    process, region = memory.owner(slot)
    entry, flags = memory.pages.frame_at[slot], ksm.items.flags_at[slot]
    if entry == NOT_MAPPED:
        return PageState.GONE if flags else PageState.UNTOUCHED
    if entry < 0:
        by_ksm = flags & ZERO_FLAG if lab.features.zero_page_tracking == "item_flag" else entry == ZERO_KSM
        return PageState.ZERO_KSM if by_ksm else PageState.ZERO_READ
    if memory.frames.stable_node(entry):
        return PageState.MERGED
    if flags & (STABLE | ZERO_FLAG):
        return PageState.COPIED
    vma = process.vma_at(region.at + slot - region.first_slot)
    assert vma is not None and vma.region is region
    if not vma.mergeable:
        return PageState.NOT_MERGEABLE
    if flags & UNSTABLE:
        in_tree = slot in ksm.unstable_tree(ksm.items.nid_at[slot]).rows_in_order()
        return PageState.UNSTABLE if in_tree else PageState.LEFT_OVER
    if flags & SKIPPED:
        return PageState.SKIPPED
    return PageState.VOLATILE if flags else PageState.PRIVATE


@pytest.mark.parametrize("kernel", KERNELS)
@settings(max_examples=20)
@given(data=st.data())
def test_states_are_what_the_definition_says(kernel: str, data: st.DataObject) -> None:
    lab = data.draw(labs(kernel))
    slots = range(lab.machine.memory.pages.used)
    assert states(lab) == [slow_state(lab, slot) for slot in slots]
    first = data.draw(st.integers(0, len(slots) - 1))
    last = data.draw(st.integers(first, len(slots) - 1))
    assert states(lab, first, last) == states(lab)[first : last + 1]


@given(lab=labs(), cells=st.integers(1, 40))
def test_cells_count_what_they_stand_for(lab: Lab, cells: int) -> None:
    pages = lab.machine.memory.pages.used
    mix = aggregate(lab, 0, pages, cells)
    all_states = page_states(lab, 0, pages - 1)
    assert mix.shape == (cells, len(PageState))
    for cell in range(cells):
        stretch = all_states[cell * pages // cells : (cell + 1) * pages // cells]
        assert mix[cell].tolist() == np.bincount(stretch, minlength=len(PageState)).tolist()


def test_a_life_in_letters() -> None:
    lab = small(kernel="6.18")
    assert letters(lab) == "pppppppp" * 2
    lab.do(Scan(full_scans=1))
    assert letters(lab) == "vvvvvvvv" * 2
    lab.do(Scan(full_scans=1))
    assert letters(lab) == "AAAAuuuu" * 2
    lab.do(Madvise(process="vm1", region="ram", pages=Pages(((0, 1), (4, 4))), advice="unmergeable"))
    assert letters(lab) == "ccAA-uuu" + "AAAAuuuu"
    lab.do(Madvise(process="vm2", region="ram", pages=Pages(((0, 0), (7, 7))), advice="dontneed"))
    assert letters(lab) == "ccAA-uuu" + "xAAAuuux"
    lab.do(Scan(full_scans=1))
    assert letters(lab) == "--AA-uuu" + "·AAAuuu·"
    lab.do(Read(process="vm2", region="ram", pages=Pages(((0, 0),))))
    lab.do(Write(process="vm1", region="ram", pages=Pages(((5, 5),)), contents=(Content("zero", None, 1),)))
    lab.do(SetKnobs(values={"use_zero_pages": 1}))
    lab.do(Scan(full_scans=2))
    assert letters(lab) == "--AA-Zuu" + "zAAAuuu·"
    lab.do(Exit(process="vm2"))
    assert letters(lab) == "--AA-Zuu" + "·xxxxxx·"


def test_waiting_pages_are_left_over_once_the_next_full_scan_begins() -> None:
    lab = small(scans=2)
    assert letters(lab).count("u") == 8
    lab.step_page(6)
    assert letters(lab) == "AAAAuuoo" + "AAAAoooo"


@pytest.mark.parametrize(("kernel", "expected"), [("6.1", "ZZzz"), ("v3", "ZZzz"), ("6.6", "ZZzz")])
def test_zero_pages_as_the_kernel_tells_them(kernel: str, expected: str) -> None:
    contents = "[{zero: null, pages: 2}, {read: null, pages: 2}]"
    processes = f"  - {{name: a, regions: [{{name: r, pages: 4, mergeable: true, content: {contents}}}]}}"
    lab = small(kernel=kernel, knobs="use_zero_pages: 1", processes=processes, scans=2)
    assert letters(lab) == expected
    # The series' mistake: what a read maps where KSM's zero page was is taken for KSM's.
    lab.do(Madvise(process="a", region="r", pages=Pages(((0, 0),)), advice="dontneed"))
    lab.do(Read(process="a", region="r", pages=Pages(((0, 0),))))
    assert letters(lab) == ("ZZzz" if kernel == "v3" else "zZzz")


def test_smart_scan_shows_what_it_skips() -> None:
    lab = small(knobs="", scans=0)
    lab.do(SetKnobs(values={"smart_scan": 1}))
    lab.do(Scan(full_scans=5))
    assert "s" in letters(lab)


def test_find_and_node_letters() -> None:
    lab = small(scans=2)
    assert find_pages(lab, 0, 15, PageState.UNSTABLE).tolist() == [4, 5, 6, 7, 12, 13, 14, 15]
    assert set(node_serials(lab, 0, 15).tolist()) == {0, -1}
    assert [node_label(serial) for serial in (0, 1, 24, 25, 26, 649, 650)] == ["A", "B", "Y", "AA", "AB", "YY", "AAA"]
    assert "Z" not in {node_letter(serial) for serial in range(1000)}


def test_every_state_has_words_and_a_letter_of_its_own() -> None:
    assert set(WORDS) == set(PageState)
    assert len({words.letter for words in WORDS.values()}) == len(PageState)
    assert all(len(words.letter) == 1 and words.sentence.endswith(".") for words in WORDS.values())


def test_the_watcher_tells_what_changed_in_the_last_command() -> None:
    lab, watcher = small(), Watcher()
    assert not watcher.look(lab, 0, 15).any()
    lab.step_page(3)
    changed = watcher.look(lab, 0, 15)
    assert np.flatnonzero(changed).tolist() == [0, 1, 2]
    assert watcher.look(lab, 0, 15).tolist() == changed.tolist()
    lab.step_page()
    assert np.flatnonzero(watcher.look(lab, 0, 15)).tolist() == [3]
    watcher.forget()
    lab.step_page()
    assert not watcher.look(lab, 0, 15).any()
