"""ksmd's cursor and batches: where a batch ends, who is visited when, when items end (sections 2.2, 2.3, 2.12)."""

from __future__ import annotations

import pytest

from tests.engine.bench import Bench


@pytest.mark.parametrize(("pages", "batches"), [(9, 3), (12, 4), (0, 1), (4, 2), (3, 1)])
def test_a_pass_takes_one_batch_more_when_it_fills_the_last(pages: int, batches: int) -> None:
    """floor(N / pages_to_scan) + 1 batches."""
    bench = Bench(pages_to_scan=4)
    bench.start("vm", *range(1, pages + 1), "untouched")
    bench.scan(batches - 1)
    assert bench["full_scans"] == 0
    bench.scan()
    assert bench["full_scans"] == 1


def test_the_end_of_a_pass_ends_the_batch() -> None:
    bench = Bench(pages_to_scan=100)
    bench.start("vm", 1, 2, 3)
    bench.scan(3)
    assert (bench["full_scans"], bench["pages_scanned"]) == (3, 9)


def test_no_pages_to_scan_scans_nothing() -> None:
    bench = Bench(pages_to_scan=0)
    bench.start("vm", 1, 2)
    bench.scan(5)
    assert (bench["pages_scanned"], bench["full_scans"]) == (0, 0)


def test_without_run_or_without_anybody_nothing_is_scanned() -> None:
    bench = Bench()
    bench.scan()
    assert bench["full_scans"] == 0
    bench.start("vm", 1, mergeable=False)
    bench.scan()
    assert bench["full_scans"] == 0
    bench.start("vm2", 1)
    bench.set("run", 0)
    bench.scan()
    assert (bench["full_scans"], bench["pages_scanned"]) == (0, 0)


@pytest.mark.parametrize(("kernel", "counted"), [("6.6", [6, 6, 12]), ("6.8", [6, 6, 12]), ("6.12", [5, 7, 12])])
def test_pages_scanned_up_to_6_9_counts_full_batches_plus_one(kernel: str, counted: list[int]) -> None:
    """Section 2.14: pages_to_scan + 1 for a batch used up, nothing for the one that ends the pass."""
    bench = Bench(kernel, pages_to_scan=5)
    bench.start("vm", *range(1, 8))
    seen = []
    for _ in range(3):
        bench.scan()
        seen.append(bench["pages_scanned"])
    assert seen == counted


def test_zero_pages_and_holes_cost_no_budget() -> None:
    bench = Bench(pages_to_scan=2)
    bench.start("vm", "read", "untouched", 1, "read", "untouched", 2, "read")
    bench.scan()
    assert bench["pages_scanned"] == 2
    assert bench.four() == (0, 0, 0, 2)


def test_a_new_process_comes_before_the_cursors_and_is_visited_last() -> None:
    """__ksm_enter: in mid-pass that means in the next pass."""
    bench = Bench(pages_to_scan=1)
    one = bench.start("one", 1, 2)
    two = bench.start("two", 3, 4)
    bench.scan()
    assert bench.ksm.cursor.process is one
    three = bench.start("three", 5)
    assert bench.ksm.mm_slots == [three, one, two]
    bench.passes()
    assert bench.of(three, "ksm_rmap_items") == 0
    bench.scan()
    assert bench.of(three, "ksm_rmap_items") == 1


def test_between_passes_a_new_process_goes_to_the_tail() -> None:
    bench = Bench()
    one, two = bench.start("one", 1), bench.start("two", 2)
    bench.passes()
    three = bench.start("three", 3)
    assert bench.ksm.mm_slots == [one, two, three]


def test_with_run_at_2_a_new_process_goes_to_the_tail() -> None:
    bench = Bench(pages_to_scan=1)
    one = bench.start("one", 1, 2)
    bench.scan()
    bench.set("run", 2)
    two = bench.start("two", 3)
    assert bench.ksm.mm_slots == [one, two]


def test_an_exiting_process_with_items_goes_right_behind_the_cursor() -> None:
    """__ksm_exit: it is reaped next."""
    bench = Bench(pages_to_scan=1)
    one, two, three = bench.start("one", 1, 2), bench.start("two", 3), bench.start("three", 4)
    bench.passes()
    bench.scan()
    bench.machine.exit(three)
    assert bench.ksm.mm_slots == [one, three, two]
    assert bench["pages_volatile"] + bench["pages_unshared"] == 4
    bench.scan(2)
    assert three not in bench.ksm.mm_slots
    assert bench["pages_volatile"] + bench["pages_unshared"] == 3


def test_an_exiting_process_without_items_is_forgotten_at_once() -> None:
    bench = Bench()
    one, two = bench.start("one", 1), bench.start("two", 2)
    bench.machine.exit(two)
    assert bench.ksm.mm_slots == [one]


def test_the_cursors_own_process_is_left_where_it_is_when_it_exits() -> None:
    bench = Bench(pages_to_scan=1)
    one, two = bench.start("one", 1, 2), bench.start("two", 3)
    bench.scan()
    bench.machine.exit(one)
    assert bench.ksm.mm_slots == [one, two]
    bench.scan()
    assert bench.ksm.mm_slots == [two]
    assert bench.of(two, "ksm_rmap_items") == 1


def test_with_run_0_an_exited_process_is_counted_for_ever() -> None:
    bench = Bench()
    vm, other = bench.start("vm", 1, 1, 1), bench.start("other", 2)
    bench.passes(2)
    bench.set("run", 0)
    bench.machine.exit(vm)
    bench.scan(5)
    assert bench.four() == (1, 2, 1, 0)
    bench.set("run", 1)
    bench.passes()
    assert bench.four() == (0, 0, 1, 0)
    assert bench.ksm.mm_slots == [other]


def test_items_of_unmapped_addresses_end_at_the_next_visit() -> None:
    bench = Bench()
    vm = bench.start("vm", 1, 2, 3, 4)
    bench.passes()
    bench.munmap(vm, 1, 3)
    assert bench.of(vm, "ksm_rmap_items") == 4
    bench.passes()
    assert bench.of(vm, "ksm_rmap_items") == 1


def test_a_process_with_nothing_mergeable_is_forgotten_after_a_walk() -> None:
    bench = Bench()
    vm = bench.start("vm", 1, 2)
    bench.passes()
    bench.madvise(vm, 0, 1, "unmergeable")
    assert bench.ksm.mm_slots == [vm]
    bench.passes()
    assert bench.ksm.mm_slots == []
    assert bench.of(vm, "ksm_rmap_items") == 0


def test_pages_unshared_does_not_drop_when_a_pass_begins() -> None:
    """The unstable tree is forgotten, the items keep their flag until they are visited (trap 3)."""
    bench = Bench(pages_to_scan=1)
    bench.start("vm", 1, 2, 3)
    bench.passes(2)
    assert bench.four() == (0, 0, 3, 0)
    bench.scan()
    assert bench.ksm.unstable_tree(0).rows_in_order() == [0]
    assert bench.four() == (0, 0, 3, 0)
