"""Where ksmd is, and which page comes next: told without moving it, and right."""

from __future__ import annotations

from hypothesis import given

from ksmlab.lab import Lab
from ksmlab.scenario.model import Run
from ksmlab.snapshot.hand import hand
from ksmlab.snapshot.peek import next_slot
from tests.snapshot.sessions import labs, small


@given(lab=labs())
def test_the_next_page_is_the_one_that_ksmd_then_looks_at(lab: Lab) -> None:
    before = lab.digest()
    told = next_slot(lab)
    looked = [event.slot for event in lab.peek_page() if event.function == "cmp_and_merge_page"]
    assert lab.digest() == before
    if lab.can_scan:
        assert looked == ([] if told is None else [told])


def test_the_hand_within_a_wakeup_and_between_full_scans() -> None:
    lab = small(knobs="pages_to_scan: 5")
    at = hand(lab)
    assert (str(at), at.asleep, at.between_scans, at.full_scan) == ("vm1.ram[0]", True, True, 1)
    lab.step_page(2)
    at = hand(lab)
    assert (str(at), at.asleep, at.pages_left, at.last_slot, at.process) == ("vm1.ram[2]", False, 3, 1, "vm1")
    lab.step_full_scan()
    at = hand(lab)
    assert (at.between_scans, at.full_scan, str(at.ref)) == (True, 2, "vm1.ram[0]")


def test_the_end_of_a_full_scan_has_no_page() -> None:
    lab = small()
    lab.step_page(16)
    at = hand(lab)
    assert (at.slot, str(at), at.pages_left) == (None, "end of the full scan", 84)


def test_a_stopped_ksmd_says_why() -> None:
    lab = small()
    lab.do(Run(value=0))
    assert str(hand(lab)) == "ksmd is stopped (run is 0)"
    assert not hand(lab).runs
