"""The scan-time advisor: the vectors of section 5.2, its surprises, and a scenario on the virtual clock."""

from __future__ import annotations

from dataclasses import asdict, fields

import pytest

from ksmlab.ksm.advisor import AdvisorContext, scan_time_advice
from ksmlab.ksm.costs import ClockCosts
from ksmlab.lab import Lab
from ksmlab.replay.rows import Replay
from ksmlab.scenario import parse_scenario
from ksmlab.scenario.names import CLOCK_COSTS
from tests.engine.bench import Bench

VECTORS = [
    # pages, scan s, cpu ms -> pages, cpu %, factor, change
    (500, 400, 20000, 1000, 5, 50, 30),
    (1000, 350, 25000, 1420, 7, 57, 47),
    (1420, 250, 40000, 958, 16, 80, 54),
    (958, 200, 40000, 584, 20, 100, 61),
    (584, 200, 40000, 420, 20, 100, 72),
]


def test_vectors() -> None:
    """One after the other: each depends on the change and scan time before it. The last ends below the minimum."""
    context = AdvisorContext()
    for pages, scan_time, cpu_ms, *expected in VECTORS:
        advice = scan_time_advice(pages, scan_time, cpu_ms, context, target=200, max_cpu=70, max_pages=30000)
        assert [advice.pages_to_scan, advice.cpu_percent, advice.factor, advice.change] == expected
        context = AdvisorContext(scan_time=scan_time, change=advice.change)


def test_no_more_than_max_pages() -> None:
    advice = scan_time_advice(20000, 4000, 1000, AdvisorContext(), target=200, max_cpu=70, max_pages=30000)
    assert advice.pages_to_scan == 30000


def test_no_more_than_the_cpu_limit_allows_and_no_less_than_ten_percent() -> None:
    context = AdvisorContext(scan_time=100, change=100)
    assert scan_time_advice(1000, 400, 200000, context, 200, max_cpu=70, max_pages=30000).pages_to_scan == 1400
    assert scan_time_advice(1000, 1, 10, AdvisorContext(), 200, max_cpu=70, max_pages=30000).pages_to_scan == 10000


def test_switching_on_sets_the_start_value_and_off_100() -> None:
    bench = Bench(advisor_min_pages_to_scan=600)
    bench.set("advisor_mode", "scan-time")
    assert bench.ksm.knobs.pages_to_scan == 600
    bench.set("advisor_mode", "none")
    assert bench.ksm.knobs.pages_to_scan == 100


def test_the_same_mode_again_changes_nothing() -> None:
    bench = Bench()
    bench.set("advisor_mode", "none")
    assert bench.ksm.knobs.pages_to_scan == 1000


def test_a_kernel_without_it_has_no_such_file() -> None:
    assert Bench("6.6").refusal("advisor_mode", "scan-time") == "ENOENT"
    assert Bench("6.8").refusal("advisor_mode", "scan-time") == ""


SCENARIO = """
ksmlab: 1
title: The advisor at work
kernel: "6.18"
ksm:
  smart_scan: 0
  sleep_millisecs: 1000
  advisor_target_scan_time: 10
  advisor_min_pages_to_scan: 50
  advisor_mode: scan-time
clock: {visit_ns: 1000000, checksum_ns: 0, search_ns: 0, merge_ns: 0, wakeup_ns: 0}
processes:
  - name: vm
    regions:
      - {name: ram, pages: 1000, mergeable: true, content: {unique: 1}}
steps:
  - scan: {full_scans: 1}
  - scan: {full_scans: 1}
  - scan: {full_scans: 1}
"""


def reference(passes: int) -> list[int]:
    """The scenario's arithmetic, written out: a visit costs 1 ms, a wake-up ends with 1 s of sleep."""
    pages, scan_before, change, seen = 50, 0, 0, []
    for _ in range(passes):
        wakeups = 1000 // pages + 1
        cpu_ms = 1000
        seconds = max(1, (cpu_ms + (wakeups - 1) * 1000) // 1000)  # the sleep of the last wake-up is after the pass
        cpu = max(1, cpu_ms * 100 // (seconds * 1000))
        factor = max(1, 10 * 100 // seconds)
        change = (70 * change + 30 * max(1, seconds * 100 // (scan_before or seconds))) // 100
        cost = max(1, pages // cpu)
        pages = min(max(min(pages * 100 // factor * change // 100, cost * 70), cost * 10), 30000)
        scan_before = seconds
        seen.append(pages)
    return seen


def test_a_scenario_on_the_virtual_clock() -> None:
    lab = Lab(parse_scenario(SCENARIO))
    assert lab.value("pages_to_scan") == 50
    seen = []
    for _ in range(3):
        lab.next_step()
        seen.append(lab.value("pages_to_scan"))
    assert seen == reference(3)
    assert len(set(seen)) == 3


def test_enabled_in_mid_pass_the_scan_time_is_the_uptime() -> None:
    """The start time of that pass is 0, as the kernel has it."""
    text = SCENARIO.replace("  advisor_mode: scan-time\n", "  pages_to_scan: 50\n").replace(
        "- scan: {full_scans: 1}\n", "- scan: {full_scans: 20}\n  - scan: 1\n  - set: {advisor_mode: scan-time}\n", 1
    )
    lab = Lab(parse_scenario(text))
    for _ in range(3):
        lab.next_step()
    assert lab.machine.ksm.advisor.start_scan_ns == 0
    uptime_s = lab.machine.ksm.clock.now_ns // 10**9
    lab.next_step()
    assert lab.machine.ksm.advisor.scan_time > uptime_s > 400


def test_every_cost_of_the_clock_can_be_named_in_a_scenario() -> None:
    assert set(CLOCK_COSTS) == {cost.name for cost in fields(ClockCosts)}
    written = ", ".join(f"{name}: {place}" for place, name in enumerate(CLOCK_COSTS, 1))
    lab = Lab(parse_scenario(SCENARIO.replace(SCENARIO.split("clock: {")[1].split("}")[0], written)))
    assert asdict(lab.machine.ksm.clock.costs) == {name: place for place, name in enumerate(CLOCK_COSTS, 1)}


def test_a_dearer_clock_makes_the_advisor_ask_for_fewer_pages() -> None:
    """`clock:` is what moves it: with dear visits the CPU limit binds."""
    dear = SCENARIO.replace("visit_ns: 1000000,", "visit_ns: 50000000,")
    ends = []
    for text in (SCENARIO, dear):
        lab = Lab(parse_scenario(text))
        lab.next_step(3)
        ends.append(lab.value("pages_to_scan"))
    assert ends[0] != ends[1]


@pytest.mark.parametrize("kernel", ["6.8", "7.3"])
def test_counters_do_not_depend_on_the_clock_without_advisor_and_chains(kernel: str) -> None:
    plain = SCENARIO.replace("  advisor_mode: scan-time\n", "")
    dear = plain.replace("visit_ns: 1000000,", "visit_ns: 50000000,")
    assert list(Replay(parse_scenario(plain), kernel)) == list(Replay(parse_scenario(dear), kernel))
