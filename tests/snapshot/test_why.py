"""Why: what it says would change a page's state is done, and does change it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ksmlab.lab import Lab
from ksmlab.scenario.model import Content, Exit, Fork, Madvise, Pages, Read, Run, Scan, SetKnobs, Write
from ksmlab.snapshot.cells import node_serials, page_states
from ksmlab.snapshot.states import PageState
from ksmlab.snapshot.why import why
from ksmlab.snapshot.why_answer import Why
from tests.snapshot.sessions import labs, small
from tests.strategies import KERNELS


def kind(lab: Lab, slot: int) -> tuple[PageState, int]:
    return PageState(int(page_states(lab, slot, slot)[0])), int(node_serials(lab, slot, slot)[0])


def try_out(lab: Lab, answer: Why) -> None:
    for step in answer.try_it:
        lab.do(step)


@pytest.mark.parametrize("kernel", KERNELS)
@settings(max_examples=20)
@given(data=st.data())
def test_what_would_change_it_changes_it(kernel: str, data: st.DataObject) -> None:
    lab = data.draw(labs(kernel))
    slot = data.draw(st.integers(0, lab.machine.memory.pages.used - 1))
    before, state = lab.digest(), kind(lab, slot)
    answer = why(lab, slot)
    assert lab.digest() == before
    assert answer.now and (answer.try_it or state[0] == PageState.UNTOUCHED)
    try_out(lab, answer)
    if answer.try_it:
        assert kind(lab, slot) != state, answer


def zeros(kernel: str = "6.18", knobs: str = "", pages: int = 1) -> Lab:
    processes = f"  - {{name: a, regions: [{{name: r, pages: {pages}, mergeable: true, content: {{zero: null}}}}]}}"
    return small(kernel=kernel, knobs=knobs, processes=processes)


def at(page: int) -> Pages:
    return Pages(((page, page),))


def test_not_visited_then_not_seen_twice() -> None:
    lab = small()
    assert "has not come by yet" in why(lab, 0).keeps
    lab.do(Scan(full_scans=1))
    answer = why(lab, 0)
    assert answer.now == "vm1.ram[0] is vm1's own page (hex aa)."
    assert answer.keeps == "ksmd remembers its checksum and has yet to find it unchanged at a second visit."
    lab.do(Write(process="vm1", region="ram", pages=at(0), contents=(Content("unique", 99, 1),)))
    answer = why(lab, 0)
    assert "saw unchanged at two visits: it was written to since" in answer.keeps
    assert answer.try_it == (Scan(full_scans=2),)


def test_old_kernels_merge_at_first_sight_with_a_ksm_page() -> None:
    for kernel, merged in (("6.8", True), ("6.12", False)):
        lab = small(kernel=kernel, scans=2)
        lab.do(Write(process="vm1", region="ram", pages=at(7), contents=(Content("hex", b"\xaa", 1),)))
        try_out(lab, why(lab, 7)) if merged else lab.do(Scan(full_scans=1))
        assert (kind(lab, 7)[0] == PageState.MERGED) == merged


def test_ksmd_stopped() -> None:
    lab = small(scans=1)
    lab.do(Run(value=0))
    answer = why(lab, 0)
    assert (answer.keeps, answer.knob_or_event) == ("ksmd is stopped: run is 0.", "run")
    try_out(lab, answer)
    assert kind(lab, 0)[0] == PageState.MERGED


def test_no_partner_and_one_that_is_not_mergeable() -> None:
    processes = """
  - {name: a, regions: [{name: r, pages: 1, mergeable: true, content: {hex: bb}}]}
  - {name: b, regions: [{name: r, pages: 1, content: {hex: bb}}]}
"""
    lab = small(processes=processes, scans=2)
    answer = why(lab, 0)
    assert answer.keeps == "b.r[0] is equal, but not mergeable: ksmd may not look at it."
    try_out(lab, answer)
    assert kind(lab, 0) == kind(lab, 1)
    lab.reset()
    lab.do(Exit(process="b"))
    lab.do(Scan(full_scans=2))
    answer = why(lab, 0)
    assert (answer.keeps, answer.knob_or_event) == ("No mergeable page holds the same.", "an equal page")
    try_out(lab, answer)
    assert kind(lab, 0)[0] == PageState.MERGED


def test_a_full_ksm_page() -> None:
    processes = "  - {name: a, regions: [{name: r, pages: 3, mergeable: true, content: {hex: bb}}]}"
    lab = small(processes=processes, knobs="max_page_sharing: 2", scans=3)
    waiting = next(slot for slot in range(3) if kind(lab, slot)[0] == PageState.UNSTABLE)
    answer = why(lab, waiting)
    assert "KSM page A is equal but full: max_page_sharing is 2." in answer.keeps
    try_out(lab, answer)
    assert kind(lab, waiting)[0] == PageState.MERGED


def test_zero_pages_before_and_with_use_zero_pages() -> None:
    lab = zeros()
    lab.do(Scan(full_scans=2))
    answer = why(lab, 0)
    assert answer.knob_or_event == "use_zero_pages"
    try_out(lab, answer)
    assert kind(lab, 0)[0] == PageState.ZERO_KSM


@pytest.mark.parametrize(
    ("kernel", "words", "after_madvise"),
    [
        ("6.1", "leave it shared: this kernel cannot tell", PageState.ZERO_KSM),
        ("v3", "alone leaves it shared until ksmd passes", PageState.ZERO_KSM),
        ("6.6", "at once", PageState.NOT_MERGEABLE),
        ("7.3", "at once", PageState.NOT_MERGEABLE),
    ],
)
def test_what_unmerging_does_to_a_zero_page(kernel: str, words: str, after_madvise: PageState) -> None:
    lab = zeros(kernel, knobs="use_zero_pages: 1")
    lab.do(Scan(full_scans=2))
    assert words in why(lab, 0).would_change
    lab.do(Madvise(process="a", region="r", pages=at(0), advice="unmergeable"))
    assert kind(lab, 0)[0] == after_madvise


def test_the_series_takes_a_rewritten_zero_page_for_merged() -> None:
    lab = zeros("v3", knobs="use_zero_pages: 1")
    lab.do(Scan(full_scans=2))
    lab.do(Write(process="a", region="r", pages=at(0), contents=(Content("zero", None, 1),)))
    lab.do(Scan(full_scans=5))
    answer = why(lab, 0)
    assert kind(lab, 0)[0] == PageState.COPIED and lab.counters()["zero_pages_sharing"] == 1
    assert "ksmd takes it for merged, and counts it for ever" in answer.keeps
    try_out(lab, answer)
    assert lab.counters()["zero_pages_sharing"] == 0


def test_smart_scan() -> None:
    lab = small(scans=0)
    lab.do(SetKnobs(values={"smart_scan": 1}))
    lab.do(Scan(full_scans=5))
    skipped = next(slot for slot in range(16) if kind(lab, slot)[0] == PageState.SKIPPED)
    answer = why(lab, skipped)
    assert answer.knob_or_event in ("smart_scan", "ksmd's next visit")
    try_out(lab, answer)
    assert kind(lab, skipped)[0] == PageState.UNSTABLE


def test_numa_nodes_apart() -> None:
    processes = """
  - {name: a, regions: [{name: r, pages: 1, mergeable: true, content: {hex: bb}}]}
  - {name: b, regions: [{name: r, pages: 1, mergeable: true, node: 1, content: {hex: bb}}]}
"""
    lab = small(processes=processes, knobs="merge_across_nodes: 0", scans=3)
    answer = why(lab, 0)
    assert answer.knob_or_event == "merge_across_nodes"
    try_out(lab, answer)
    assert kind(lab, 0) == kind(lab, 1)


def test_fork_siblings_share_a_frame_that_is_no_ksm_page() -> None:
    processes = "  - {name: a, regions: [{name: r, pages: 1, mergeable: true, content: {hex: bb}}]}"
    lab = small(processes=processes)
    lab.do(Fork(process="a", child="b"))
    lab.do(Scan(full_scans=2))
    answer = why(lab, 1)
    assert "shares its frame with a.r[0] since a fork" in answer.keeps
    try_out(lab, answer)
    assert kind(lab, 1)[0] == PageState.UNSTABLE


def test_copied_and_gone_are_counted_until_ksmd_passes() -> None:
    lab = small(scans=2)
    sharing = lab.counters()["pages_sharing"]
    lab.do(Madvise(process="vm1", region="ram", pages=at(0), advice="unmergeable"))
    lab.do(Madvise(process="vm1", region="ram", pages=at(4), advice="dontneed"))
    assert lab.counters()["pages_sharing"] == sharing
    for slot, words in ((0, "counts on stable node A"), (4, "counts in pages_unshared")):
        assert words in why(lab, slot).keeps
    try_out(lab, why(lab, 0))
    assert lab.counters()["pages_sharing"] == sharing - 1
    assert [kind(lab, slot)[0] for slot in (0, 4)] == [PageState.NOT_MERGEABLE, PageState.UNTOUCHED]


def test_untouched_read_and_ended() -> None:
    lab = small(processes="  - {name: a, regions: [{name: r, pages: 2, mergeable: true}]}")
    lab.do(Read(process="a", region="r", pages=at(1)))
    assert "nobody has touched it" in why(lab, 0).keeps
    assert "ksmd passes over zero pages" in why(lab, 1).keeps
    lab.do(Exit(process="a"))
    assert why(lab, 0).now == "a has ended; nothing is mapped at a.r[0]."
