"""max_page_sharing, chains and dups: the numbers of section 5.3, and how the two selections differ."""

from __future__ import annotations

import pytest

from tests.engine.bench import Bench

KERNELS = ["6.1", "6.6", "6.8", "6.12", "6.18", "7.3"]


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize(
    ("pages", "four", "chains", "dups"),
    [
        (256, (1, 255, 0, 0), 0, 0),
        (257, (1, 255, 1, 0), 0, 0),
        (512, (2, 510, 0, 0), 1, 2),
        (513, (2, 510, 1, 0), 1, 2),
        (1000, (4, 996, 0, 0), 1, 4),
    ],
)
def test_pages_of_one_content(kernel: str, pages: int, four: tuple[int, int, int, int], chains: int, dups: int) -> None:
    """After one pass for the checksums and one that merges, with the default of 256."""
    bench = Bench(kernel, pages_to_scan=5000)
    bench.start("vm", *[7] * pages)
    bench.passes(2)
    assert bench.four() == four
    assert (bench["stable_node_chains"], bench["stable_node_dups"]) == (chains, dups)


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("most", [2, 3, 5])
@pytest.mark.parametrize("pages", [2, 7, 10, 11])
def test_the_kernels_selftests_formula(kernel: str, most: int, pages: int) -> None:
    """A(n) of section 9.1."""
    bench = Bench(kernel, max_page_sharing=most)
    bench.start("vm", *[7] * pages)
    bench.passes(2)
    if pages % most in (0, 1):
        shared = pages // most
        assert bench.four()[:2] == (shared, shared * (most - 1))
    else:
        shared = pages // most + 1
        assert bench.four()[:2] == (shared, pages - shared)


def test_fork_goes_beyond_the_limit() -> None:
    bench = Bench(max_page_sharing=2)
    parent = bench.start("vm", 7, 7)
    bench.passes(2)
    bench.machine.fork(parent, "child")
    bench.passes()
    assert bench.four() == (1, 3, 0, 0)
    assert [bench.ksm.nodes.rmap_hlist_len_at[node] for node in bench.ksm.nodes.live().tolist()] == [4]


@pytest.mark.parametrize(("kernel", "chains"), [("6.8", 1), ("6.12", 0)])
def test_a_chain_of_one_collapses_eagerly_since_6_11(kernel: str, chains: int) -> None:
    """To 6.10 only when the chain is pruned, here never: its time has not come."""
    bench = Bench(kernel, max_page_sharing=2, stable_node_chains_prune_millisecs=4_000_000_000)
    keep, gone = bench.start("keep", 7, 7), bench.start("gone", 7, 7)
    bench.passes(2)
    assert (bench["stable_node_chains"], bench["stable_node_dups"]) == (1, 2)
    bench.write(gone, 0, 20, 21)  # its dup is stale now
    bench.start("seeker", 7)
    bench.passes(2)
    assert bench.of(keep, "ksm_merging_pages") == 2
    assert bench["stable_node_chains"] == chains


def test_pruning_waits_for_its_time() -> None:
    """With pruning never due, a stale dup behind the first one with room stays; at once, it goes."""
    left = {}
    for wait in (0, 4_000_000_000):
        bench = Bench("6.8", max_page_sharing=3, stable_node_chains_prune_millisecs=wait)
        early = bench.start("early", 7, 7, 7)
        bench.start("late", 7, 7)
        bench.passes(2)
        assert bench["stable_node_dups"] == 2
        bench.write(early, 0, 20, 21, 22)
        bench.start("seeker", 7)
        bench.ksm.mm_slots.remove(early)  # ksmd never comes to early's own items, which would find the stale node too
        bench.scan()
        left[wait] = bench["stable_node_dups"]
        bench.ksm.mm_slots.append(early)
    assert left[0] < left[4_000_000_000]


@pytest.mark.parametrize(("sleep_ms", "wakeups"), [(500, 4), (1000, 2), (1999, 2), (2000, 1), (50, 40)])
def test_pruning_goes_by_the_virtual_clock(sleep_ms: int, wakeups: int) -> None:
    """2,000 ms after the chain was made the next walk past it looks at all its dups; here one of them is stale."""
    bench = Bench("6.8", max_page_sharing=3, sleep_millisecs=sleep_ms)
    early = bench.start("early", 7, 7, 7)
    bench.start("late", 7, 7)
    bench.start("passer", 9)
    bench.passes(2)
    bench.write(early, 0, 20, 21, 22)
    bench.ksm.mm_slots.remove(early)
    needed = 0
    while bench["stable_node_chains"] and needed < 100:
        bench.scan()
        needed += 1
    assert needed == wakeups
    assert bench["stable_node_dups"] == 0


def test_a_full_node_is_no_candidate_and_a_new_dup_needs_a_pair() -> None:
    bench = Bench(max_page_sharing=2)
    bench.start("vm", 7, 7)
    bench.passes(2)
    bench.start("third", 7)
    bench.passes(3)
    assert bench.four() == (1, 1, 1, 0)
    bench.start("fourth", 7)
    bench.passes(2)
    assert bench.four() == (2, 2, 0, 0)
    assert (bench["stable_node_chains"], bench["stable_node_dups"]) == (1, 2)
