"""Smart scan: the schedule of section 5.1 and its side effects."""

from __future__ import annotations

from itertools import pairwise

import pytest

from ksmlab.kernel.profiles import profile
from ksmlab.ksm.smart_scan import skip_age
from ksmlab.machine import Machine
from tests.engine.bench import Bench

VISITED = [1, 2, 3, 4, 6, 9, 14, 23, 32, 41]


def visits(bench: Bench, passes: int) -> list[int]:
    """The passes, from 1, in which something was scanned."""
    seen = []
    for number in range(1, passes + 1):
        before = bench["pages_scanned"]
        bench.passes()
        if bench["pages_scanned"] > before:
            seen.append(number)
    return seen


@pytest.mark.parametrize("kernel", ["6.12", "6.16", "6.18", "6.19", "7.3"])
def test_the_schedule_of_a_page_that_never_merges(kernel: str) -> None:
    bench = Bench(kernel, smart_scan=1)
    bench.start("vm", 5)
    assert visits(bench, 45) == VISITED


def test_from_the_23rd_pass_on_one_visit_in_nine() -> None:
    bench = Bench(smart_scan=1)
    bench.start("vm", 5)
    seen = visits(bench, 100)
    assert {later - earlier for earlier, later in pairwise(seen[6:])} == {9}


@pytest.mark.parametrize(("passes", "skipped"), [(10, 4), (20, 13), (50, 39), (100, 84)])
def test_how_many_visits_are_skipped(passes: int, skipped: int) -> None:
    bench = Bench(smart_scan=1)
    bench.start("vm", 5)
    bench.passes(passes)
    assert bench["pages_skipped"] == skipped


def test_skips_by_age() -> None:
    ages = (0, 3, 4, 5, 6, 8, 9, 255)
    assert [skip_age(age) for age in ages] == [1, 1, 2, 2, 4, 4, 8, 8]


@pytest.mark.parametrize(("kernel", "default"), [("6.6", 0), ("6.8", 1), ("7.3", 1)])
def test_it_is_on_from_the_first_in_a_kernel_that_has_it(kernel: str, default: int) -> None:
    assert Machine(profile(kernel).features).ksm.knobs.smart_scan == default


def test_a_skipped_page_leaves_the_unstable_tree_until_its_next_visit() -> None:
    bench = Bench(smart_scan=1)
    bench.start("vm", 5)
    seen = []
    for _ in range(6):
        bench.passes()
        seen.append(bench.four()[2:])
    assert seen == [(0, 1), (1, 0), (1, 0), (1, 0), (0, 1), (1, 0)]


def test_a_change_of_content_does_not_make_a_page_young_again() -> None:
    bench = Bench(smart_scan=1)
    vm = bench.start("vm", 5)
    bench.passes(9)
    bench.write(vm, 0, 6)
    assert visits(bench, 14) == [14 - 9, 23 - 9]


def test_a_page_that_was_unmapped_for_a_visit_is_young_again() -> None:
    bench = Bench(smart_scan=1)
    vm = bench.start("vm", 5)
    bench.passes(9)
    bench.madvise(vm, 0, 0, "dontneed")
    bench.passes()
    bench.write(vm, 0, 5)
    assert visits(bench, 9) == [1, 2, 3, 4, 6, 9]


def test_a_ksm_page_is_always_visited() -> None:
    bench = Bench(smart_scan=1)
    bench.start("vm", 5, 5)
    bench.passes(20)
    assert (bench["pages_skipped"], bench["pages_scanned"]) == (0, 40)


@pytest.mark.parametrize(("kernel", "skipped"), [("6.12", True), ("6.19", True), ("7.3", False)])
def test_a_page_written_after_it_merged(kernel: str, skipped: bool) -> None:
    """Before 7.3 the age survives a stay in the stable tree: the written page is skipped, and yet leaves the tree.
    From 7.3 on a stable item is visited, and young when it has left."""
    bench = Bench(kernel, smart_scan=1)
    vm, other = bench.start("vm", 5), bench.start("other", 6)
    bench.passes(6)
    bench.write(other, 0, 5)
    bench.passes(18)
    assert bench.of(vm, "ksm_merging_pages") == 1
    bench.write(vm, 0, 9)
    before = bench["pages_skipped"]
    bench.passes()
    assert (bench["pages_skipped"] > before) is skipped
    assert bench.of(vm, "ksm_merging_pages") == 0
    assert bench["pages_volatile"] == 1


@pytest.mark.parametrize(
    ("apart", "meet"), [(12, True), (13, False), (14, True), (15, False), (16, False), (22, False)]
)
def test_phase_lock(apart: int, meet: bool) -> None:
    """Two equal pages whose items are `apart` passes apart: with a remainder of 4, 6 or 7 by nine they never meet."""
    bench = Bench(smart_scan=1, pages_to_scan=100)
    bench.start("one", 5)
    bench.passes(apart)
    bench.start("two", 5)
    bench.passes(100)
    assert (bench["pages_sharing"] == 1) is meet


def test_run_2_makes_everything_young() -> None:
    bench = Bench(smart_scan=1)
    bench.start("vm", 5)
    bench.passes(12)
    skipped = bench["pages_skipped"]
    bench.set("run", 2)
    bench.set("run", 1)
    bench.passes(4)
    assert bench["pages_skipped"] == skipped
    assert bench["full_scans"] == 4


@pytest.mark.parametrize(("knob", "four"), [(0, (1, 7, 1, 0)), (1, (1, 7, 0, 1))])
def test_what_broke_ltp_ksm01(knob: int, four: tuple[int, int, int, int]) -> None:
    """A page that was old before it merged is written: with smart scan two full scans do not show it unshared."""
    bench = Bench(smart_scan=knob)
    bench.start("vm", *[5] * 8)
    lone = bench.start("lone", 9)
    bench.passes(9)
    bench.write(lone, 0, 5)
    bench.passes(20)
    assert bench.four() == (1, 8, 0, 0)
    bench.write(lone, 0, 6)
    bench.passes(2)
    assert bench.four() == four
