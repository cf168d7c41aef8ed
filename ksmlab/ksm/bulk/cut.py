"""Cuts a window at the wake-ups in it: rows for each, the clock, and which wake-up is in progress afterwards."""

from __future__ import annotations

import numpy as np

from ksmlab.ksm.bulk.tally import Tally
from ksmlab.ksm.bulk.walked import Walked
from ksmlab.ksm.bulk.window import Window
from ksmlab.ksm.costs import NS_PER_MS
from ksmlab.ksm.recorder import MACHINE_COLUMNS, PROCESS_COLUMNS, Recorder
from ksmlab.ksm.state import Ksm

_COUNTERS = (
    "pages_shared",
    "pages_sharing",
    "pages_unshared",
    "pages_skipped",
    "rmap_items",
    "stable_node_chains",
    "stable_node_dups",
)


def finish(
    ksm: Ksm, window: Window, tally: Tally, recorder: Recorder | None, walked: Walked | None = None
) -> int:
    """Add the tally to the counters, record the wake-ups that ended, move the cursor and the clock; returns their
    number.

    walked: what pages that were walked have changed already.
    """
    walked = walked or Walked({}, {})
    scanned = _scanned_at_ends(ksm, tally)
    if recorder is not None and len(tally.ends):
        recorder.record_many(_rows(ksm, window, tally, recorder, scanned, walked))
    for name in _COUNTERS:
        setattr(ksm.counters, name, getattr(ksm.counters, name) + tally.total(name))
    ksm.counters.pages_scanned = _scanned_at_the_end(ksm, tally, scanned)
    ksm.memory.ksm_zero_pages += tally.total("zero_pages")
    process = window.process
    process.rmap_items += tally.total("rmap_items")
    process.zero_pages += tally.total("zero_pages")
    process.merging_pages += tally.total("merging_pages")
    for index, other in enumerate(ksm.memory.processes):
        other.merging_pages += tally.total(f"merging_pages of {index}")
    _move_clock(ksm, tally, walked)
    _move_cursor(ksm, window, tally)
    return len(tally.ends)


def _rows(
    ksm: Ksm, window: Window, tally: Tally, recorder: Recorder, scanned: np.ndarray, walked: Walked
) -> np.ndarray:
    rows = np.empty((len(tally.ends), recorder.width), np.int64)
    counters = ksm.counters
    for column, name in enumerate(MACHINE_COLUMNS):
        if name == "batch":
            rows[:, column] = ksm.batch + np.arange(len(tally.ends))
        elif name == "pages_scanned":
            rows[:, column] = scanned
        elif name == "ksm_zero_pages":
            rows[:, column] = walked.before(name, ksm.memory.ksm_zero_pages) + tally.at("zero_pages")
        elif name == "full_scans":
            rows[:, column] = ksm.cursor.seqnr
        else:
            rows[:, column] = walked.before(name, getattr(counters, name)) + tally.at(name)
    for place, process in enumerate(recorder.processes):
        own = process is window.process
        column = len(MACHINE_COLUMNS) + place * len(PROCESS_COLUMNS)
        name = f"merging_pages of {process.index}"
        merging = walked.before(name, process.merging_pages) + tally.at(name)
        rows[:, column] = process.rmap_items + (tally.at("rmap_items") if own else 0)
        rows[:, column + 1] = merging + (tally.at("merging_pages") if own else 0)
        zero_pages = walked.before(f"zero_pages of {process.index}", process.zero_pages)
        rows[:, column + 2] = zero_pages + (tally.at("zero_pages") if own else 0)
        rows[:, column + 3] = int(process.merge_any)
    return rows


def _scanned_at_ends(ksm: Ksm, tally: Tally) -> np.ndarray:
    before = ksm.counters.pages_scanned
    if ksm.features.pages_scanned == "exact":
        return before + tally.ends
    if ksm.features.pages_scanned == "full_batches_plus_one":
        return before + (ksm.knobs.pages_to_scan + 1) * np.arange(1, len(tally.ends) + 1)
    return np.full(len(tally.ends), before)


def _scanned_at_the_end(ksm: Ksm, tally: Tally, scanned: np.ndarray) -> int:
    if ksm.features.pages_scanned == "exact":
        return ksm.counters.pages_scanned + tally.visits
    return int(scanned[-1]) if len(scanned) else ksm.counters.pages_scanned


def _move_clock(ksm: Ksm, tally: Tally, walked: Walked) -> None:
    """ksmd's work and sleep; chains that become due in a wake-up of the window count as pruned in it."""
    clock, costs = ksm.clock, ksm.clock.costs
    prices = {
        "visits": costs.visit_ns,
        "pages_skipped": costs.skip_ns,
        "checksums": costs.checksum_ns,
        "searches": costs.search_ns,
        "merges": costs.merge_ns,
    }
    total_ns = sum(tally.total(name) * price for name, price in prices.items())
    ends = len(tally.ends)
    exact = ends > 0 and int(tally.ends[-1]) == tally.visits
    begun = ends - exact
    sleep_ns = ksm.knobs.sleep_millisecs * NS_PER_MS
    if ends:
        work = np.zeros(ends, np.int64)
        for name, price in prices.items():
            work += price * tally.at(name)
        slept_ns, woken_ns = np.arange(1, ends + 1) * sleep_ns, np.arange(ends) * costs.wakeup_ns
        starts_ns = walked.before("ns", clock.now_ns) + work + slept_ns + woken_ns
        _mark_chains(ksm, starts_ns[:begun] // NS_PER_MS, tally)
        if begun:
            ksm.wakeup_ms = int(starts_ns[begun - 1] // NS_PER_MS)
    elif ksm.new_chains:
        _mark_chains(ksm, np.empty(0, np.int64), tally)
    clock.work(total_ns + begun * costs.wakeup_ns)
    clock.now_ns += ends * sleep_ns


def _mark_chains(ksm: Ksm, starts_ms: np.ndarray, tally: Tally) -> None:
    """chains.mark_chains_to_prune for each wake-up that begins at `starts_ms` (int64, ascending), and new
    chains' times."""
    nodes, interval_ms = ksm.nodes, ksm.knobs.stable_node_chains_prune_millisecs
    begins = {chain: int(np.searchsorted(tally.ends, visit, "right")) for chain, visit in ksm.new_chains}
    for chain, wakeup in begins.items():
        if chain not in nodes.dups:
            continue  # it went again
        nodes.chain_prune_ms_at[chain] = ksm.wakeup_ms if wakeup == 0 else int(starts_ms[wakeup - 1])
        nodes.pruned_in_at[chain] = 0
    ksm.new_chains = []
    if not interval_ms or not len(starts_ms):
        return
    chains = np.fromiter(nodes.dups, np.intp, len(nodes.dups))
    for chain in chains[nodes.chain_prune_ms[chains] + interval_ms <= starts_ms[-1]].tolist():
        wakeup = begins.get(chain, 0)
        while True:
            due = nodes.chain_prune_ms_at[chain] + interval_ms
            wakeup = max(wakeup, int(np.searchsorted(starts_ms, due, "left")))
            if wakeup >= len(starts_ms):
                break
            nodes.chain_prune_ms_at[chain] = int(starts_ms[wakeup])
            nodes.pruned_in_at[chain] = ksm.batch + wakeup + 1
            wakeup += 1


def _move_cursor(ksm: Ksm, window: Window, tally: Tally) -> None:
    cursor = ksm.cursor
    cursor.address = window.address_behind()
    if len(window.present):
        last = int(window.present[-1])
        cursor.list_position = window.vma.start + last - window.vma.first_slot + 1
    ends = len(tally.ends)
    assert cursor.batch_left is not None
    if not ends:
        cursor.batch_left -= tally.visits
        return
    behind = tally.visits - int(tally.ends[-1])
    if behind:
        ksm.batch += ends
        cursor.batch_left = ksm.knobs.pages_to_scan - behind
    else:  # the window ends with the wake-up
        ksm.batch += ends - 1
        cursor.batch_left = None
