"""The scan-time advisor (6.8): after each full scan it sets pages_to_scan so that the next takes the target time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ksmlab.ksm.state import Ksm

EWMA_WEIGHT = 30
MIN_CPU_PERCENT = 10
NS_PER_MS = 1_000_000


@dataclass(slots=True)
class AdvisorContext:
    """struct advisor_ctx: start of the scan, and the last scan's time in s, change in percent and run time in ns."""

    start_scan_ns: int = 0
    scan_time: int = 0
    change: int = 0
    cpu_time_ns: int = 0


@dataclass(frozen=True, slots=True)
class Advice:
    """One run of scan_time_advisor: the new pages_to_scan and what led to it, as the ksm_advisor trace point tells."""

    pages_to_scan: int
    cpu_percent: int
    factor: int
    change: int


def scan_time_advice(
    pages_to_scan: int, scan_time: int, cpu_ms: int, context: AdvisorContext, target: int, max_cpu: int, max_pages: int
) -> Advice:
    """scan_time_advisor's arithmetic, all in integers; scan_time and target in s."""
    cpu_percent = max(1, cpu_ms * 100 // (scan_time * 1000))
    last = context.scan_time or scan_time
    factor = max(1, target * 100 // scan_time)
    change = max(1, scan_time * 100 // last)
    change = ((100 - EWMA_WEIGHT) * context.change + EWMA_WEIGHT * change) // 100
    pages = pages_to_scan * 100 // factor
    pages = pages * change // 100
    cost = max(1, pages_to_scan // cpu_percent)
    pages = min(pages, cost * max_cpu)
    pages = max(pages, cost * MIN_CPU_PERCENT)
    return Advice(min(pages, max_pages), cpu_percent, factor, change)


def advisor_start_scan(ksm: Ksm) -> None:
    """advisor_start_scan: remember when the full scan began."""
    if ksm.knobs.advisor_mode == "scan-time":
        ksm.advisor.start_scan_ns = ksm.clock.now_ns


def advisor_stop_scan(ksm: Ksm) -> None:
    """advisor_stop_scan: at the end of a full scan, set pages_to_scan anew."""
    if ksm.knobs.advisor_mode != "scan-time":
        return
    knobs, context = ksm.knobs, ksm.advisor
    elapsed_ms = (ksm.clock.now_ns - context.start_scan_ns) // NS_PER_MS
    scan_time = max(1, elapsed_ms // 1000)
    cpu_ms = (ksm.clock.runtime_ns - context.cpu_time_ns) // NS_PER_MS
    advice = scan_time_advice(
        knobs.pages_to_scan, scan_time, cpu_ms, context,
        knobs.advisor_target_scan_time, knobs.advisor_max_cpu, knobs.advisor_max_pages_to_scan,
    )  # fmt: skip
    context.change, context.scan_time, context.cpu_time_ns = advice.change, scan_time, ksm.clock.runtime_ns
    knobs.pages_to_scan = advice.pages_to_scan
    ksm.tell("scan_time_advisor", f"pages_to_scan {advice.pages_to_scan}")


def set_advisor_mode(ksm: Ksm, mode: str) -> None:
    """advisor_mode_store and set_advisor_defaults."""
    if mode == ksm.knobs.advisor_mode:
        return
    ksm.knobs.advisor_mode = mode
    if mode == "scan-time":
        ksm.advisor = AdvisorContext()
        ksm.knobs.pages_to_scan = ksm.knobs.advisor_min_pages_to_scan
    else:
        ksm.knobs.pages_to_scan = 100
