"""What fork does to counters, before and after the fix of 6.18 (sections 2.11, 4.8, trap 11)."""

from __future__ import annotations

import pytest

from tests.engine.bench import Bench

BEFORE, AFTER = ["6.1", "v3", "6.6", "6.8", "6.16"], ["6.12", "6.18", "6.19", "7.3"]


@pytest.mark.parametrize(("kernel", "inherits"), [(k, True) for k in BEFORE] + [(k, False) for k in AFTER])
def test_the_childs_first_numbers(kernel: str, inherits: bool) -> None:
    bench = Bench(kernel)
    parent = bench.start("parent", 5, 5, 6)
    bench.passes(2)
    child = bench.machine.fork(parent, "child")
    assert bench.of(child, "ksm_rmap_items") == (3 if inherits else 0)
    assert bench.of(child, "ksm_merging_pages") == (2 if inherits else 0)


@pytest.mark.parametrize("kernel", BEFORE)
def test_before_the_fix_the_childs_report_is_wrong_for_life(kernel: str) -> None:
    bench = Bench(kernel)
    parent = bench.start("parent", 5, 5, 6)
    bench.passes(2)
    child = bench.machine.fork(parent, "child")
    bench.passes(3)
    assert bench.of(child, "ksm_rmap_items") == 6
    bench.set("run", 2)
    assert bench.of(child, "ksm_rmap_items") == 3
    assert bench.of(child, "ksm_merging_pages") == 2


DRIFT, RIGHT = (4, 0, -4), (8, 4, 0)


@pytest.mark.parametrize(
    ("kernel", "global_counts"), [*((k, DRIFT) for k in ("6.6", "6.8", "6.16")), *((k, RIGHT) for k in AFTER)]
)
def test_the_global_count_of_zero_pages_drifts_from_6_6_to_6_17(kernel: str, global_counts: tuple[int, ...]) -> None:
    """After fork, after the child's exit, after the parent's."""
    bench = Bench(kernel, use_zero_pages=1)
    parent = bench.start("parent", *[0] * 4)
    bench.passes(2)
    assert bench["ksm_zero_pages"] == 4
    child = bench.machine.fork(parent, "child")
    assert bench.of(child, "ksm_zero_pages") == 4
    seen = [bench["ksm_zero_pages"]]
    for process in (child, parent):
        bench.machine.exit(process)
        seen.append(bench["ksm_zero_pages"])
    assert tuple(seen) == global_counts


@pytest.mark.parametrize(("kernel", "left"), [("6.16", 2), ("6.18", 6)])
def test_a_childs_copy_on_write_lowers_the_global_count(kernel: str, left: int) -> None:
    bench = Bench(kernel, use_zero_pages=1)
    parent = bench.start("parent", *[0] * 4)
    bench.passes(2)
    child = bench.machine.fork(parent, "child")
    bench.write(child, 0, 1, 2)
    assert bench["ksm_zero_pages"] == left
    assert (bench.of(parent, "ksm_zero_pages"), bench.of(child, "ksm_zero_pages")) == (4, 2)


def test_a_child_is_known_to_ksmd_if_its_parent_is() -> None:
    bench = Bench()
    known, unknown = bench.start("known", 5), bench.start("unknown", 6, mergeable=False)
    children = [bench.machine.fork(known, "a"), bench.machine.fork(unknown, "b")]
    assert bench.ksm.mm_slots == [known, children[0]]
    assert [vma.mergeable for child in children for vma in child.vmas] == [True, False]


def test_merge_any_is_inherited() -> None:
    bench = Bench()
    parent = bench.start("parent", 5, mergeable=False)
    bench.machine.prctl_memory_merge(parent, True)
    child = bench.machine.fork(parent, "child")
    bench.map(child, 6, 6, region="more", mergeable=False)
    bench.passes(2)
    assert bench.of(child, "ksm_merging_pages") == 2
