"""cmp_and_merge_page: the life of equal pages, the two orders, zero pages, what blocks (sections 2.5 to 2.11)."""

from __future__ import annotations

import pytest

from ksmlab.memory.address_space import ZERO_KSM
from tests.engine.bench import Bench

OLD_ORDER, NEW_ORDER = ["6.1", "v3", "6.6", "6.8"], ["6.12", "6.16", "6.18", "6.19", "7.3"]


@pytest.mark.parametrize("kernel", OLD_ORDER + NEW_ORDER)
def test_two_equal_pages_take_two_passes(kernel: str) -> None:
    bench = Bench(kernel)
    bench.start("vm", 7, 7)
    bench.passes()
    assert bench.four() == (0, 0, 0, 2)
    bench.passes()
    assert bench.four() == (1, 1, 0, 0)


def test_the_survivor_is_the_later_pages_frame() -> None:
    bench = Bench()
    vm = bench.start("vm", 7, 7)
    later = bench.entries(vm)[1]
    bench.passes(2)
    assert bench.entries(vm) == [later, later]


@pytest.mark.parametrize(("kernel", "visits"), [(kernel, 1) for kernel in OLD_ORDER] + [(k, 2) for k in NEW_ORDER])
def test_a_new_page_meets_a_ksm_page_at_its_first_or_second_visit(kernel: str, visits: int) -> None:
    """From 6.11 on the checksum comes first (difference 1 of section 2.5)."""
    bench = Bench(kernel)
    bench.start("vm", 7, 7)
    bench.passes(2)
    bench.start("late", 7)
    for _ in range(visits - 1):
        bench.passes()
    assert bench.four()[:2] == (1, 1)
    bench.passes()
    assert bench.four() == (1, 2, 0, 0)


@pytest.mark.parametrize(("kernel", "merged"), [("6.8", True), ("6.12", False)])
def test_a_page_that_changes_all_the_time_merges_only_in_the_old_order(kernel: str, merged: bool) -> None:
    bench = Bench(kernel)
    bench.start("vm", 7, 7, 8, 8)
    hasty = bench.start("hasty", 1)
    for number in (2, 3, 7):
        bench.passes()
        bench.write(hasty, 0, number)
    bench.passes()
    assert bench.of(hasty, "ksm_merging_pages") == merged


@pytest.mark.parametrize(("kernel", "ksm_page"), [("6.1", True), ("6.8", True), ("6.12", False), ("7.3", False)])
def test_new_zero_pages_where_there_is_a_ksm_page_of_zeros(kernel: str, ksm_page: bool) -> None:
    """Difference 2 of section 2.5: to 6.10 they join it, since 6.11 they become zero pages; the old ones never do."""
    bench = Bench(kernel)
    old = bench.start("old", 0, 0)
    bench.passes(2)
    bench.set("use_zero_pages", 1)
    new = bench.start("new", 0)
    bench.passes(3)
    assert bench.of(old, "ksm_merging_pages") == 2
    assert (bench.entries(new)[0] == ZERO_KSM) is not ksm_page
    assert bench["pages_sharing"] == 1 + ksm_page


def test_with_a_full_ksm_page_of_zeros_the_old_order_too_takes_the_zero_page() -> None:
    bench = Bench("6.8", max_page_sharing=2)
    bench.start("old", 0, 0)
    bench.passes(2)
    bench.set("use_zero_pages", 1)
    new = bench.start("new", 0)
    bench.passes(3)
    assert bench.entries(new) == [ZERO_KSM]


def test_a_stable_match_leaves_the_checksum_of_before_in_the_old_order() -> None:
    """Difference 4: after copy-on-write the page is compared with what it held before it merged."""
    bench = Bench("6.8")
    bench.start("vm", 7, 7)
    bench.passes(2)
    late = bench.start("late", 7)
    bench.passes()
    bench.write(late, 0, 9)
    bench.passes()
    assert bench.four() == (1, 1, 0, 1)


@pytest.mark.parametrize(("kernel", "unshared_at_once"), [("6.18", True), ("6.19", True), ("7.3", False)])
def test_a_page_rewritten_with_the_same_data(kernel: str, unshared_at_once: bool) -> None:
    """Section 4.6: its checksum is remembered until 7.3, so the visit goes on to the trees."""
    bench = Bench(kernel)
    vm = bench.start("vm", 7, 7)
    bench.passes(2)
    bench.write(vm, 0, 7)
    bench.passes()
    assert bench.four() == ((1, 1, 0, 0) if unshared_at_once else (1, 0, 0, 1))
    bench.passes()
    assert bench.four() == (1, 1, 0, 0)


def test_512_zero_pages_of_trap_8() -> None:
    """Items of zero pages vanish one pass later, and profit rises by 64 bytes a page then."""
    bench = Bench("6.6", use_zero_pages=1)
    vm = bench.start("vm", *[0] * 512)
    seen = []
    for _ in range(3):
        bench.passes()
        seen.append((bench["ksm_zero_pages"], bench["pages_volatile"], bench["general_profit"]))
    assert seen == [(0, 512, -32768), (512, 512, 2064384), (512, 0, 2097152)]
    assert bench.of(vm, "ksm_process_profit") == 2097152


def test_zero_pages_are_merged_by_content_only_with_the_knob_on() -> None:
    bench = Bench(use_zero_pages=0)
    vm = bench.start("vm", 0, 0, 0)
    bench.passes(3)
    assert bench.four() == (1, 2, 0, 0)
    assert ZERO_KSM not in bench.entries(vm)


@pytest.mark.parametrize("kernel", ["6.1", "6.8", "6.18"])
def test_zero_pages_save_the_comparisons_of_the_unstable_tree(kernel: str) -> None:
    """The series' third point: with use_zero_pages a page of zeros is compared with nobody in that tree."""
    compared = {}
    for knob in (0, 1):
        bench = Bench(kernel, use_zero_pages=knob)
        bench.start("vm", *range(1, 30), *[0] * 30)
        bench.passes(2)
        compared[knob] = bench.ksm.costs.unstable_search
    alone = Bench(kernel)
    alone.start("vm", *range(1, 30))
    alone.passes(2)
    assert compared[1] == alone.ksm.costs.unstable_search < compared[0]


def test_a_vanished_neighbour_stops_an_insertion() -> None:
    """unstable_tree_search_insert: the page in the way is gone, so ours is not inserted in this pass (trap 4)."""
    bench = Bench(pages_to_scan=1)
    first = bench.start("first", 5)
    second = bench.start("second", 6)
    bench.passes(2)
    bench.scan()
    bench.madvise(first, 0, 0, "dontneed")
    bench.scan()
    assert bench.of(second, "ksm_rmap_items") == 1
    assert bench.ksm.unstable_tree(0).rows_in_order() == [0]
    assert bench["pages_volatile"] == 1


def test_pages_that_fork_left_on_one_frame_block_each_other() -> None:
    """The same physical page met in the unstable tree: none, and not inserted."""
    bench = Bench()
    parent = bench.start("parent", 5)
    bench.machine.fork(parent, "child")
    bench.passes(3)
    assert bench.four() == (0, 0, 1, 1)


def test_a_child_of_ksm_pages_is_counted_at_its_first_visit() -> None:
    """Section 2.11: the checksum steps are left out, in both orders."""
    for kernel in ("6.8", "6.18"):
        bench = Bench(kernel)
        parent = bench.start("parent", 5, 5)
        bench.passes(2)
        bench.machine.fork(parent, "child")
        assert bench.four() == (1, 1, 0, 0)
        bench.passes()
        assert bench.four() == (1, 3, 0, 0)


def test_the_checksum_of_a_fresh_item_is_no_pages() -> None:
    bench = Bench()
    bench.start("vm", 0)
    bench.passes()
    assert bench.four() == (0, 0, 0, 1)


def test_merging_stays_on_its_node_with_merge_across_nodes_off() -> None:
    """Section 5.4 and LTP ksm06: equal pages on two nodes."""
    for across, expected in ((1, (1, 3, 0, 0)), (0, (2, 2, 0, 0))):
        bench = Bench(nodes=2, merge_across_nodes=across)
        bench.start("vm", 5, 5, node=0)
        bench.start("vm2", 5, 5, node=1)
        bench.passes(3)
        assert bench.four() == expected


def test_one_page_on_each_node_never_merges_with_merge_across_nodes_off() -> None:
    bench = Bench(nodes=2, merge_across_nodes=0)
    bench.start("vm", 5, node=0)
    bench.start("vm2", 5, node=1)
    bench.passes(5)
    assert bench.four() == (0, 0, 2, 0)
