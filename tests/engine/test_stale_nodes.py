"""Stale nodes and run=2: what is corrected when, and who is hit (sections 3.3, 3.4, 4.3, 4.4, 4.6)."""

from __future__ import annotations

import pytest

from ksmlab.memory.address_space import ZERO_KSM
from tests.engine.bench import Bench

KERNELS = ["6.1", "v3", "6.8", "6.12", "6.18", "7.3"]


@pytest.mark.parametrize("kernel", KERNELS)
def test_unmergeable_leaves_the_counters_until_ksmd_passes(kernel: str) -> None:
    bench = Bench(kernel)
    vm = bench.start("vm", 5, 5, 5)
    bench.passes(2)
    shared = bench.entries(vm)[0]
    bench.madvise(vm, 0, 2, "unmergeable")
    assert shared not in bench.entries(vm)
    assert len(set(bench.entries(vm))) == 3
    assert bench.four() == (1, 2, 0, 0)
    assert bench.of(vm, "ksm_merging_pages") == bench.of(vm, "ksm_rmap_items") == 3
    bench.passes()
    assert bench.four() == (0, 0, 0, 0)
    assert bench.of(vm, "ksm_merging_pages") == bench.of(vm, "ksm_rmap_items") == 0


@pytest.mark.parametrize("kernel", KERNELS)
def test_one_visit_to_a_stale_node_clears_every_process_that_shared_it(kernel: str) -> None:
    bench = Bench(kernel, pages_to_scan=1)
    one, two, three = (bench.start(name, 5) for name in ("one", "two", "three"))
    bench.passes(3)
    assert bench.four() == (1, 2, 0, 0)
    for process in (one, two, three):
        bench.write(process, 0, 5 + process.index)
    assert bench.four() == (1, 2, 0, 0)
    bench.scan()
    assert bench.four()[:2] == (0, 0)
    assert [bench.of(process, "ksm_merging_pages") for process in (one, two, three)] == [0, 0, 0]


def test_while_one_mapper_is_left_only_those_visited_leave() -> None:
    bench = Bench(pages_to_scan=1)
    one, two = bench.start("one", 5, 5), bench.start("two", 5)
    bench.passes(3)
    bench.write(one, 0, 8, 9)
    bench.scan()
    assert bench.four()[:2] == (1, 1)
    bench.scan()
    assert bench.four()[:2] == (1, 0)
    assert bench.of(two, "ksm_merging_pages") == 1


def test_an_empty_node_stays_in_the_tree_and_is_no_candidate() -> None:
    """Trap 7: its page is still mapped by an unvisited child, but it has no items."""
    bench = Bench()
    parent = bench.start("parent", 5, 5)
    bench.passes(2)
    child = bench.machine.fork(parent, "child")
    for vma in child.vmas:
        vma.mergeable = False  # ksmd never visits it, so its mappings have no items
    bench.write(parent, 0, 6, 7)
    bench.passes(2)
    nodes = bench.ksm.nodes.live().tolist()
    assert [bench.ksm.nodes.rmap_hlist_len_at[node] for node in nodes] == [0]
    assert bench.four()[:2] == (0, 0)
    bench.start("late", 5)
    bench.passes(3)
    assert bench.four() == (0, 0, 3, 0)


def test_a_search_on_its_way_to_something_else_reaps_a_stale_node() -> None:
    """The counters fall because of an unrelated page's search."""
    bench = Bench(pages_to_scan=1)
    first = bench.start("first", 50)
    pair = bench.start("pair", 5, 5)
    bench.passes(3)
    bench.write(pair, 0, 6, 7)
    bench.write(first, 0, 60)
    assert bench.four()[:2] == (1, 1)
    bench.scan()
    assert bench.four()[:2] == (1, 1)  # a new checksum: no search
    bench.passes()
    bench.scan()
    assert bench.four()[:2] == (0, 0)


@pytest.mark.parametrize("kernel", KERNELS)
def test_run_2_undoes_everything_and_keeps_registrations(kernel: str) -> None:
    bench = Bench(kernel, use_zero_pages=1)
    vm = bench.start("vm", 5, 5, 0, 0, 8)
    bench.passes(3)
    bench.set("run", 2)
    assert bench.four() == (0, 0, 0, 0)
    assert bench["full_scans"] == 0
    assert bench.of(vm, "ksm_rmap_items") == bench.of(vm, "ksm_merging_pages") == 0
    assert (ZERO_KSM in bench.entries(vm)) is (kernel == "6.1")
    assert bench.ksm.mm_slots == [vm]
    bench.set("run", 1)
    bench.passes(2)
    assert bench.four()[:3] == (1, 1, 1)


def test_run_2_keeps_pages_scanned_and_pages_skipped() -> None:
    bench = Bench(smart_scan=1)
    bench.start("vm", 5)
    bench.passes(10)
    before = bench["pages_scanned"], bench["pages_skipped"]
    bench.set("run", 2)
    assert (bench["pages_scanned"], bench["pages_skipped"]) == before
    assert min(before) > 0


def test_a_second_2_does_nothing() -> None:
    bench = Bench()
    bench.start("vm", 5, 5)
    bench.passes(2)
    bench.set("run", 2)
    bench.ksm.cursor.seqnr = 3
    bench.set("run", 2)
    assert bench["full_scans"] == 3


def test_run_2_in_mid_pass_begins_the_next_pass_at_the_start() -> None:
    bench = Bench(pages_to_scan=2)
    bench.start("vm", 5, 6, 7)
    bench.scan()
    bench.set("run", 2)
    bench.set("run", 1)
    bench.scan()
    assert bench["pages_scanned"] == 4
    assert bench.four() == (0, 0, 0, 2)


def test_run_0_keeps_the_cursor() -> None:
    bench = Bench(pages_to_scan=2)
    bench.start("vm", 5, 6, 7)
    bench.scan()
    bench.set("run", 0)
    bench.set("run", 1)
    bench.scan()
    assert (bench["full_scans"], bench["pages_scanned"]) == (1, 3)


def test_run_2_drops_processes_that_ended() -> None:
    bench = Bench()
    vm = bench.start("vm", 5, 5)
    bench.passes(2)
    bench.machine.exit(vm)
    assert bench.four() == (1, 1, 0, 0)
    bench.set("run", 2)
    assert bench.four() == (0, 0, 0, 0)
    assert bench.ksm.mm_slots == []
