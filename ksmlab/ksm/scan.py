"""ksm_do_scan: ksmd's wake-ups, page by page or many pages at once."""

from __future__ import annotations

from ksmlab.ksm.bulk import REFUSED, note_changes, scan_window
from ksmlab.ksm.bulk.few import scan_few
from ksmlab.ksm.bulk.knowledge import stable_is_known
from ksmlab.ksm.chains import mark_chains_to_prune
from ksmlab.ksm.cursor import PASS_ENDS, end_pass, leave_process, scan_get_next_rmap_item, start_pass, vma_at_cursor
from ksmlab.ksm.merge import cmp_and_merge_page
from ksmlab.ksm.recorder import Recorder
from ksmlab.ksm.state import Ksm
from ksmlab.memory.address_space import Process, Vma

WALK_PAGES = 64  # pages walked after a window was refused, before the next is tried
ENDLESS = 1 << 40  # wake-ups


def begin_wakeup(ksm: Ksm) -> None:
    """ksmd wakes; it works only if `run` is 1 and somebody is registered (ksmd_should_run)."""
    ksm.batch += 1
    ksm.grow()
    if ksm.knobs.run & 1 and ksm.mm_slots:
        ksm.wakeup_ms = ksm.clock.now_ms
        mark_chains_to_prune(ksm)
        ksm.clock.work(ksm.clock.costs.wakeup_ns)
        ksm.cursor.batch_left = ksm.knobs.pages_to_scan
        if ksm.cursor.batch_left == 0:
            end_wakeup(ksm, exhausted=True)
    else:
        ksm.clock.sleep(ksm.knobs.sleep_millisecs)


def scan_page(ksm: Ksm) -> int:
    """One page of the wake-up in progress; returns its slot, or PASS_ENDS when the wake-up ended without one."""
    if ksm.memory.touched:
        note_changes(ksm)  # before a walk: afterwards what was touched may have left the tree that it disturbed
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


def scan_wakeups(ksm: Ksm, count: int, recorder: Recorder | None = None) -> None:
    """So many wake-ups (the rest of the one in progress counts as one), each recorded."""
    while count > 0:
        count -= _advance(ksm, count, recorder)


def scan_full_scans(ksm: Ksm, count: int, recorder: Recorder | None = None) -> bool:
    """Wake-ups until full_scans has grown by `count`; False if it never will, since ksmd has nothing to do."""
    target = ksm.cursor.seqnr + count
    while ksm.cursor.seqnr < target:
        if not can_progress(ksm):
            return False
        _advance(ksm, ENDLESS, recorder)
    return True


def can_progress(ksm: Ksm) -> bool:
    """ksmd would do something if it woke: it runs, may look at pages, and somebody is registered."""
    return bool(ksm.knobs.run & 1 and ksm.mm_slots and (ksm.knobs.pages_to_scan or ksm.cursor.batch_left))


def _advance(ksm: Ksm, wakeups: int, recorder: Recorder | None) -> int:
    """Go on by a window, by some pages, or to the pass's end; returns the wake-ups that ended, at most `wakeups`."""
    if ksm.cursor.batch_left is None:
        begin_wakeup(ksm)
        if ksm.cursor.batch_left is None:
            return _recorded(recorder)
    if ksm.memory.touched:
        note_changes(ksm)
    if ksm.trace is None and not ksm.costs_wanted and ksm.memory.pages.used >= ksm.bulk_from_pages:
        ended = _bulk(ksm, wakeups, recorder)
        if ended != REFUSED:
            return ended
        return _walk(ksm, WALK_PAGES, recorder)
    return _walk(ksm, ENDLESS, recorder)


def _walk(ksm: Ksm, pages: int, recorder: Recorder | None) -> int:
    """At most so many pages of the wake-up in progress, one at a time; returns 1 if it ended, else 0."""
    for _ in range(pages):
        scan_page(ksm)
        if ksm.cursor.batch_left is None:
            return _recorded(recorder)
    return 0


def _bulk(ksm: Ksm, wakeups: int, recorder: Recorder | None) -> int:
    """A window in bulk, or the way to the next process or the pass's end: the wake-ups that ended, or REFUSED."""
    cursor = ksm.cursor
    if cursor.process is None:
        if not ksm.mm_slots:
            end_wakeup(ksm, exhausted=False)
            return _recorded(recorder)
        start_pass(ksm)
    process = cursor.process
    assert process is not None and cursor.batch_left is not None
    vma = vma_at_cursor(ksm, process)
    if vma is not None:
        most_visits = cursor.batch_left + (wakeups - 1) * ksm.knobs.pages_to_scan
        if most_visits >= ksm.window_from_visits:
            return scan_window(ksm, process, vma, most_visits, recorder)
        return _few(ksm, process, vma, recorder)
    leave_process(ksm, process)
    if cursor.process is not None:
        return 0
    end_pass(ksm)
    end_wakeup(ksm, exhausted=False)
    return _recorded(recorder)


def _few(ksm: Ksm, process: Process, vma: Vma, recorder: Recorder | None) -> int:
    """Part of the wake-up in progress, whose rest is short: 1 if it ended, else 0, or REFUSED."""
    cursor = ksm.cursor
    assert cursor.batch_left is not None
    scan_few(ksm, vma, cursor.batch_left)
    if cursor.batch_left == 0:
        end_wakeup(ksm, exhausted=True)
        return _recorded(recorder)
    if cursor.address >= vma.stop:
        return 0
    if (ksm.stable_log or ksm.unstable_log) and stable_is_known(ksm):
        return scan_window(ksm, process, vma, cursor.batch_left, recorder)  # trees need not be built for a walk
    scan_page(ksm)
    return _recorded(recorder) if cursor.batch_left is None else 0


def _recorded(recorder: Recorder | None) -> int:
    """A wake-up ended: note its row; returns 1."""
    if recorder is not None:
        recorder.record()
    return 1
