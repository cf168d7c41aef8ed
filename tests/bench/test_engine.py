from __future__ import annotations

import pytest

from ksmlab.bench import engine
from ksmlab.bench.engine import EngineBench
from ksmlab.bench.timing import MOST_CHURNS, Timing
from ksmlab.bench.workloads import WORKLOADS

PAGES = 2_000


def run(name: str, pages_to_scan: int, kernel: str = "6.18") -> tuple[Timing, EngineBench]:
    bench = EngineBench(WORKLOADS[name], PAGES, kernel)
    return bench.run(pages_to_scan, lambda share: None), bench


@pytest.mark.parametrize("pages_to_scan", [100, 100_000])
def test_three_full_scans_look_at_every_page_three_times(pages_to_scan: int) -> None:
    timing, _ = run("different", pages_to_scan)
    assert (timing.full_scans, timing.pages_scanned) == (3, 3 * PAGES)
    assert timing.wakeups >= 3 * PAGES / pages_to_scan
    assert timing.seconds > 0 and timing.pages_per_s > 0


@pytest.mark.parametrize("kernel", ["6.1", "6.6", "7.3"])
def test_kernels_that_count_scanned_pages_otherwise_are_timed_over_the_same_pages(kernel: str) -> None:
    timing, _ = run("copies", 100, kernel)
    assert timing.pages_scanned == 3 * PAGES


def test_ten_copies_become_one_each() -> None:
    _, bench = run("copies", 100)
    counters = bench.machine.ksm.counters
    assert (counters.pages_shared, counters.pages_sharing) == (PAGES // 10, PAGES - PAGES // 10)


def test_zero_pages_are_merged_as_the_knob_says() -> None:
    _, with_frames = run("zero", 100)
    _, without = run("zero-pages", 100)
    assert with_frames.machine.ksm.counters.pages_sharing and not with_frames.machine.memory.ksm_zero_pages
    assert without.machine.memory.ksm_zero_pages == PAGES


def test_a_settled_machine_merges_nothing_while_the_clock_runs() -> None:
    timing, bench = run("settled", 100)
    counters = bench.machine.ksm.counters
    assert timing.full_scans == 3
    assert counters.pages_scanned == (4 + 3) * PAGES
    assert counters.pages_sharing == PAGES - PAGES // 10


def test_churn_undoes_and_merges_again() -> None:
    timing, bench = run("churn", 100)
    assert bench.machine.memory.cow_ksm > 0
    assert timing.full_scans == 3 or timing.wakeups == MOST_CHURNS


def test_large_machines_are_scanned_in_parts_that_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "WATCHED_PAGES", 0)
    shares: list[float] = []
    timing = EngineBench(WORKLOADS["copies"], PAGES, "6.18").run(10, shares.append)
    assert (timing.full_scans, timing.pages_scanned) == (3, 3 * PAGES)
    assert shares == sorted(shares) and shares[-1] == 1.0 and len(shares) == 3 * engine.PARTS


@pytest.mark.parametrize(("name", "pages_to_scan"), [("different", 100_000), ("zero-pages", 10)])
def test_parts_never_scan_more_than_was_asked_for(
    monkeypatch: pytest.MonkeyPatch, name: str, pages_to_scan: int
) -> None:
    monkeypatch.setattr(engine, "WATCHED_PAGES", 0)
    timing = EngineBench(WORKLOADS[name], PAGES, "6.18").run(pages_to_scan, lambda share: None)
    assert timing.full_scans == 3
