"""What processes do to memory: frames, copy-on-write, zero pages, munmap, fork, exit."""

from __future__ import annotations

import pytest

from ksmlab.errors import KernelErrno
from ksmlab.memory.address_space import NOT_MAPPED, ZERO_KSM, ZERO_READ
from tests.engine.bench import Bench


def test_a_written_page_has_a_frame_of_its_own_even_if_it_is_zero() -> None:
    bench = Bench()
    entries = bench.entries(bench.start("vm", 0, 0, 5, "read", "untouched"))
    assert len(set(entries[:3])) == 3
    assert min(entries[:3]) >= 0
    assert entries[3:] == [ZERO_READ, NOT_MAPPED]


def test_a_write_to_a_private_page_stays_in_its_frame() -> None:
    bench = Bench()
    vm = bench.start("vm", 1, 2)
    before = bench.entries(vm)
    bench.write(vm, 0, 7)
    assert bench.entries(vm) == before


def test_a_write_to_a_ksm_page_is_always_copied_even_for_the_last_mapper() -> None:
    bench = Bench()
    vm = bench.start("vm", 1, 1)
    bench.passes(2)
    shared = bench.entries(vm)[0]
    bench.write(vm, 0, 1)
    assert bench.entries(vm)[0] != shared
    bench.write(vm, 1, 1)
    assert bench.entries(vm)[1] != shared
    assert bench.machine.memory.cow_ksm == 2


def test_a_read_maps_the_zero_page_only_where_nothing_is() -> None:
    bench = Bench()
    vm = bench.start("vm", 1, "untouched")
    before = bench.entries(vm)[0]
    bench.read(vm, 0, 1)
    assert bench.entries(vm) == [before, ZERO_READ]


def test_dontneed_frees_and_a_write_brings_a_fresh_page() -> None:
    bench = Bench()
    vm = bench.start("vm", 1, 2)
    bench.madvise(vm, 0, 0, "dontneed")
    assert bench.entries(vm)[0] == NOT_MAPPED
    bench.write(vm, 0, 9)
    assert bench.entries(vm)[0] >= 0


def test_what_is_not_mapped_kills_the_process() -> None:
    bench = Bench()
    vm = bench.start("vm", 1, 2, 3)
    bench.munmap(vm, 1, 1)
    with pytest.raises(KernelErrno, match="would not survive"):
        bench.write(vm, 0, 4, 4, 4)
    with pytest.raises(KernelErrno, match="EFAULT"):
        bench.read(vm, 1, 1)


def test_madvise_over_a_hole_advises_the_rest_and_says_enomem() -> None:
    bench = Bench()
    vm = bench.start("vm", 1, 2, 3, mergeable=False)
    bench.munmap(vm, 1, 1)
    with pytest.raises(KernelErrno, match="ENOMEM"):
        bench.madvise(vm, 0, 2, "mergeable")
    assert [vma.mergeable for vma in vm.vmas] == [True, True]


def test_fork_shares_every_frame_and_a_write_parts_them() -> None:
    bench = Bench()
    parent = bench.start("vm", 1, 2)
    child = bench.machine.fork(parent, "child")
    assert bench.entries(child) == bench.entries(parent)
    bench.write(child, 0, 3)
    assert bench.entries(child)[0] != bench.entries(parent)[0]
    assert bench.entries(child)[1] == bench.entries(parent)[1]


def test_fork_copies_no_region_in_which_nothing_was_ever_written() -> None:
    bench = Bench()
    parent = bench.start("vm", "read", "untouched")
    assert bench.entries(bench.machine.fork(parent, "child")) == [NOT_MAPPED, NOT_MAPPED]
    parent = bench.start("vm2", "read", 1)
    assert bench.entries(bench.machine.fork(parent, "child2"))[0] == ZERO_READ


def test_exit_gives_every_frame_back() -> None:
    bench = Bench()
    vm = bench.start("vm", 1, 2)
    frames = bench.entries(vm)
    bench.machine.exit(vm)
    again = bench.entries(bench.start("vm2", "untouched", "untouched"))
    assert again == [NOT_MAPPED, NOT_MAPPED]
    assert not bench.machine.memory.frames.mapcount[frames].any()


@pytest.mark.parametrize(("kernel", "counted"), [("6.1", 0), ("6.6", 4), ("6.18", 4)])
@pytest.mark.parametrize("way", ["munmap", "dontneed", "write", "exit", "unmergeable"])
def test_each_way_of_losing_a_zero_page_is_counted_at_once(kernel: str, counted: int, way: str) -> None:
    """ksm_might_unmap_zero_page and break_ksm; a kernel that tracks nothing counts nothing."""
    bench = Bench(kernel, use_zero_pages=1)
    vm = bench.start("vm", 0, 0, 0, 0)
    bench.passes(2)
    assert bench.entries(vm) == [ZERO_KSM] * 4
    assert bench.machine.memory.ksm_zero_pages == vm.zero_pages == counted
    if way == "munmap":
        bench.munmap(vm, 0, 1)
    elif way == "write":
        bench.write(vm, 0, 5, 0)
    elif way == "exit":
        bench.machine.exit(vm)
    else:
        bench.madvise(vm, 0, 1, way)
    gone = 4 if way == "exit" else 2
    assert bench.machine.memory.ksm_zero_pages == max(0, counted - gone)
