"""The series as posted in October 2022, with its faults: one test for each peculiarity of section 8.2."""

from __future__ import annotations

import pytest

from ksmlab.memory.address_space import ZERO_KSM, ZERO_READ
from tests.engine.bench import Bench


@pytest.fixture
def bench() -> Bench:
    return Bench("v3", use_zero_pages=1)


def count(bench: Bench) -> int:
    return bench["zero_pages_sharing"]


def test_zero_pages_are_counted_for_the_machine_and_the_process(bench: Bench) -> None:
    vm = bench.start("vm", 0, 0, 5)
    bench.passes(2)
    assert count(bench) == bench.of(vm, "zero_pages_sharing") == 2
    assert bench.entries(vm)[:2] == [ZERO_KSM, ZERO_KSM]


def test_items_of_zero_pages_are_kept_and_volatile_for_ever(bench: Bench) -> None:
    vm = bench.start("vm", 0, 0, 0, 5)
    bench.passes(10)
    assert bench.of(vm, "ksm_rmap_items") == 4
    assert bench.four() == (0, 0, 1, 3)


def test_flagged_zero_pages_use_up_pages_to_scan() -> None:
    bench = Bench("v3", use_zero_pages=1, pages_to_scan=2)
    bench.start("vm", 0, 0, 0, 5)
    bench.passes(4)
    bench.scan(2)
    assert bench["full_scans"] == 4
    bench.scan()
    assert bench["full_scans"] == 5


def test_zero_pages_from_reads_are_left_alone(bench: Bench) -> None:
    vm = bench.start("vm", "read", 5, "read")
    bench.passes(5)
    assert (count(bench), bench.of(vm, "ksm_rmap_items")) == (0, 1)
    assert bench.entries(vm)[0] == ZERO_READ


def test_unmergeable_unshares_only_when_ksmd_passes(bench: Bench) -> None:
    vm = bench.start("vm", 0, 0, 0, 0)
    bench.passes(2)
    bench.madvise(vm, 0, 1, "unmergeable")
    assert bench.entries(vm) == [ZERO_KSM] * 4
    assert count(bench) == 4
    bench.passes()
    assert min(bench.entries(vm)[:2]) >= 0
    assert bench.entries(vm)[2:] == [ZERO_KSM] * 2
    assert count(bench) == 2


def test_with_ksmd_stopped_unmergeable_never_unshares(bench: Bench) -> None:
    vm = bench.start("vm", 0, 0)
    bench.passes(2)
    bench.set("run", 0)
    bench.madvise(vm, 0, 1, "unmergeable")
    bench.scan(10)
    assert bench.entries(vm) == [ZERO_KSM] * 2
    assert count(bench) == 2


def test_run_2_unshares_at_once(bench: Bench) -> None:
    vm = bench.start("vm", 0, 0)
    bench.passes(2)
    bench.set("run", 2)
    assert min(bench.entries(vm)) >= 0
    assert (count(bench), bench.of(vm, "zero_pages_sharing")) == (0, 0)


def test_the_count_is_stale_after_copy_on_write_for_two_visits(bench: Bench) -> None:
    vm = bench.start("vm", 0, 0)
    bench.passes(2)
    bench.write(vm, 0, 7)
    assert count(bench) == 2
    bench.passes()
    assert count(bench) == 2
    bench.passes()
    assert count(bench) == 1


def test_a_page_that_changes_in_every_pass_stays_counted_for_ever(bench: Bench) -> None:
    vm = bench.start("vm", 0)
    bench.passes(2)
    for number in range(5, 15):
        bench.write(vm, 0, number)
        bench.passes()
    assert count(bench) == 1


def test_a_page_rewritten_with_zeros_is_neither_merged_nor_uncounted(bench: Bench) -> None:
    vm = bench.start("vm", 0)
    bench.passes(2)
    bench.write(vm, 0, 0)
    bench.passes(6)
    assert bench.entries(vm)[0] >= 0
    assert count(bench) == 1


def test_a_written_page_that_joins_a_ksm_page_leaks_when_it_leaves(bench: Bench) -> None:
    vm = bench.start("vm", 0)
    other = bench.start("other", 7, 7)
    bench.passes(2)
    bench.write(vm, 0, 7)
    bench.passes()
    assert bench.of(vm, "ksm_merging_pages") == 1
    assert count(bench) == 1
    bench.write(vm, 0, 9)
    bench.passes(4)
    assert (bench.of(vm, "ksm_merging_pages"), bench.of(other, "ksm_merging_pages")) == (0, 2)
    assert count(bench) == 1
    bench.set("run", 2)
    assert count(bench) == 1


def test_munmap_leaks(bench: Bench) -> None:
    vm = bench.start("vm", 0, 0, 5)
    bench.passes(2)
    bench.munmap(vm, 0, 1)
    bench.passes(3)
    assert bench.of(vm, "ksm_rmap_items") == 1
    assert count(bench) == bench.of(vm, "zero_pages_sharing") == 2


def test_exit_leaks(bench: Bench) -> None:
    vm = bench.start("vm", 0, 0)
    bench.start("other", 5)
    bench.passes(2)
    bench.machine.exit(vm)
    bench.passes(3)
    assert count(bench) == 2
    bench.set("run", 2)
    assert count(bench) == 2


def test_a_read_faulted_zero_page_is_mistaken_for_ksms(bench: Bench) -> None:
    """MADV_DONTNEED and a read before the next visit: the item still carries the flag."""
    vm = bench.start("vm", 0, 5)
    bench.passes(2)
    bench.madvise(vm, 0, 0, "dontneed")
    bench.read(vm, 0, 0)
    bench.passes(4)
    assert bench.entries(vm)[0] == ZERO_READ
    assert count(bench) == 1
    bench.madvise(vm, 0, 1, "unmergeable")
    bench.passes()
    assert bench.entries(vm)[0] >= 0
    assert count(bench) == 0


def test_after_dontneed_without_a_read_the_item_is_unshared_all_the_same(bench: Bench) -> None:
    """There is no zero page any more, the fault does nothing, and the count falls."""
    vm = bench.start("vm", 0, 5)
    bench.passes(2)
    bench.madvise(vm, 0, 0, "dontneed")
    bench.passes()
    assert count(bench) == 0


def test_a_childs_inherited_zero_pages_are_unknown(bench: Bench) -> None:
    vm = bench.start("vm", 0, 0, 5)
    bench.passes(2)
    child = bench.machine.fork(vm, "child")
    assert bench.of(child, "zero_pages_sharing") == 2  # mm_struct is copied with the parent's numbers in it
    assert count(bench) == 2
    bench.madvise(child, 0, 2, "unmergeable")
    bench.passes(3)
    assert bench.entries(child)[:2] == [ZERO_KSM] * 2
    assert count(bench) == 2


def test_with_the_knob_off_flagged_pages_enter_the_unstable_tree_and_lose_their_items(bench: Bench) -> None:
    """The first is inserted and blocks the others; at its next visit it loses its flag on leaving the tree, at the one
    after its item is freed without unsharing. Both counts stay, and run=2 finds no item to unshare by."""
    vm = bench.start("vm", 0, 0, 0, 0)
    bench.passes(3)
    bench.set("use_zero_pages", 0)
    items = []
    for _ in range(10):
        bench.passes()
        items.append(bench.of(vm, "ksm_rmap_items"))
    assert items == [4, 4, 3, 3, 2, 2, 1, 1, 0, 0]
    assert count(bench) == bench.of(vm, "zero_pages_sharing") == 4
    bench.set("run", 2)
    assert bench.entries(vm) == [ZERO_KSM] * 4
    assert count(bench) == 4


def test_with_the_knob_off_a_flagged_page_in_the_unstable_tree_blocks_others() -> None:
    """It is the zero page itself, which is not anonymous: a search that meets it finds nothing."""
    bench = Bench("v3", use_zero_pages=1)
    bench.start("vm", 0)
    bench.start("other", 7)
    bench.passes(3)
    assert bench.four() == (0, 0, 1, 1)
    bench.set("use_zero_pages", 0)
    bench.passes()
    assert bench.four() == (0, 0, 1, 1)


def test_with_the_knob_off_a_written_page_is_not_uncounted(bench: Bench) -> None:
    vm = bench.start("vm", 0)
    bench.passes(2)
    bench.set("use_zero_pages", 0)
    bench.write(vm, 0, 7)
    bench.passes(6)
    assert count(bench) == 1


@pytest.mark.parametrize("kernel", ["6.1", "6.6", "6.18"])
def test_what_became_of_it(kernel: str) -> None:
    """Neither before nor after are items kept, and since 6.6 the count is right at every moment."""
    bench = Bench(kernel, use_zero_pages=1)
    vm = bench.start("vm", 0, 0, 5)
    bench.passes(3)
    assert bench.of(vm, "ksm_rmap_items") == 1
    bench.write(vm, 0, 7)
    assert bench.machine.memory.ksm_zero_pages == (0 if kernel == "6.1" else 1)
    bench.madvise(vm, 0, 2, "unmergeable")
    assert (bench.entries(vm)[1] == ZERO_KSM) is (kernel == "6.1")
