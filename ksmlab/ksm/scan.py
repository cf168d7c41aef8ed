"""ksm_do_scan: ksmd's wake-ups, page by page."""

from __future__ import annotations

from ksmlab.ksm.cursor import PASS_ENDS, scan_get_next_rmap_item
from ksmlab.ksm.merge import cmp_and_merge_page
from ksmlab.ksm.recorder import Recorder
from ksmlab.ksm.state import Ksm


def begin_wakeup(ksm: Ksm) -> None:
    """ksmd wakes; it works only if `run` is 1 and somebody is registered (ksmd_should_run)."""
    ksm.batch += 1
    ksm.grow()
    if ksm.knobs.run & 1 and ksm.mm_slots:
        ksm.clock.work(ksm.clock.costs.wakeup_ns)
        ksm.cursor.batch_left = ksm.knobs.pages_to_scan
        if ksm.cursor.batch_left == 0:
            end_wakeup(ksm, exhausted=True)
    else:
        ksm.clock.sleep(ksm.knobs.sleep_millisecs)


def scan_page(ksm: Ksm) -> int:
    """One page of the wake-up in progress; returns its slot, or PASS_ENDS when the wake-up ended without one."""
    slot = scan_get_next_rmap_item(ksm)
    if slot == PASS_ENDS:
        end_wakeup(ksm, exhausted=False)
        return PASS_ENDS
    cmp_and_merge_page(ksm, slot)
    if ksm.features.pages_scanned == "exact":
        ksm.counters.pages_scanned += 1
    assert ksm.cursor.batch_left is not None
    ksm.cursor.batch_left -= 1
    if ksm.cursor.batch_left == 0:
        end_wakeup(ksm, exhausted=True)
    return slot


def end_wakeup(ksm: Ksm, exhausted: bool) -> None:
    """The batch is over; to 6.9 only one that used up its budget is counted, and that wrongly."""
    if exhausted and ksm.features.pages_scanned == "full_batches_plus_one":
        ksm.counters.pages_scanned += ksm.knobs.pages_to_scan + 1
    ksm.cursor.batch_left = None
    ksm.clock.sleep(ksm.knobs.sleep_millisecs)


def wakeup(ksm: Ksm) -> None:
    """A whole wake-up, or what is left of the one in progress."""
    if ksm.cursor.batch_left is None:
        begin_wakeup(ksm)
    while ksm.cursor.batch_left is not None:
        scan_page(ksm)


def scan_wakeups(ksm: Ksm, count: int, recorder: Recorder | None = None) -> None:
    """So many wake-ups, each recorded."""
    for _ in range(count):
        wakeup(ksm)
        if recorder is not None:
            recorder.record()


def scan_full_scans(ksm: Ksm, count: int, recorder: Recorder | None = None) -> bool:
    """Wake-ups until full_scans has grown by `count`; False if it never will, since ksmd has nothing to do."""
    target = ksm.cursor.seqnr + count
    while ksm.cursor.seqnr < target:
        if not can_progress(ksm):
            return False
        scan_wakeups(ksm, 1, recorder)
    return True


def can_progress(ksm: Ksm) -> bool:
    """ksmd would do something if it woke: it runs, may look at pages, and somebody is registered."""
    return bool(ksm.knobs.run & 1 and ksm.mm_slots and (ksm.knobs.pages_to_scan or ksm.cursor.batch_left))
