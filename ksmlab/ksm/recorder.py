"""The numbers at the end of every wake-up, as columns: rows are made of them only where somebody reads them."""

from __future__ import annotations

import numpy as np

from ksmlab.ksm.state import Ksm

MACHINE_COLUMNS = (
    "batch",
    "pages_shared",
    "pages_sharing",
    "pages_unshared",
    "pages_skipped",
    "pages_scanned",
    "rmap_items",
    "stable_node_chains",
    "stable_node_dups",
    "zero_pages_sharing",
    "ksm_zero_pages",
    "full_scans",
)
PROCESS_COLUMNS = ("rmap_items", "merging_pages", "zero_pages", "merge_any")
COST_COLUMNS = ("memcmp_pages", "checksums", "stable_search", "stable_insert", "unstable_search", "identical")


class Recorder:
    """One row for each wake-up: MACHINE_COLUMNS, then PROCESS_COLUMNS of each process, then COST_COLUMNS if asked for.

    Processes neither start nor end while ksmd scans, so the columns stay the same for one recorder.
    """

    def __init__(self, ksm: Ksm, costs: bool = False) -> None:
        self._ksm = ksm
        self._costs = costs
        self.processes = [process for process in ksm.memory.processes if not process.exited]
        self._rows: list[list[int]] = []
        self._chunks: list[_Chunk] = []

    @property
    def width(self) -> int:
        """Columns of a row."""
        costs = len(COST_COLUMNS) if self._costs else 0
        return len(MACHINE_COLUMNS) + len(PROCESS_COLUMNS) * len(self.processes) + costs

    def record(self) -> None:
        """Note the state as it is now."""
        ksm = self._ksm
        counters = ksm.counters
        row = [
            ksm.batch,
            counters.pages_shared,
            counters.pages_sharing,
            counters.pages_unshared,
            counters.pages_skipped,
            counters.pages_scanned,
            counters.rmap_items,
            counters.stable_node_chains,
            counters.stable_node_dups,
            counters.zero_pages_sharing,
            ksm.memory.ksm_zero_pages,
            ksm.cursor.seqnr,
        ]
        for process in self.processes:
            row += (process.rmap_items, process.merging_pages, process.zero_pages, int(process.merge_any))
        if self._costs:
            row += (getattr(ksm.costs, name) for name in COST_COLUMNS)
        self._rows.append(row)

    def record_many(self, rows: np.ndarray) -> None:
        """Note many wake-ups at once: int64, shape (wake-ups, width)."""
        self._flush()
        if len(rows):
            self._chunks.append(_Chunk(rows))

    def __len__(self) -> int:
        """Wake-ups noted so far."""
        return sum(chunk.count for chunk in self._chunks) + len(self._rows)

    def last(self, column: int) -> int:
        """A number of the last wake-up; IndexError where there is none."""
        return self._rows[-1][column] if self._rows else self._chunks[-1].last(column)

    def table(self) -> np.ndarray:
        """All rows so far: int64, shape (wake-ups, width)."""
        self._flush()
        rows, at = np.empty((len(self), self.width), np.int64), 0
        for chunk in self._chunks:
            chunk.write_to(rows[at : at + chunk.count])
            at += chunk.count
        return rows

    def _flush(self) -> None:
        if self._rows:
            self._chunks.append(_Chunk(np.array(self._rows, np.int64).reshape(-1, self.width)))
            self._rows = []


class _Chunk:
    """Rows (int64) in less memory: a number that is the same in all of them is kept once, the others as int32 if they
    fit."""

    __slots__ = ("_changing", "_first", "_numbers", "count")

    def __init__(self, rows: np.ndarray) -> None:
        self.count, self._first = len(rows), rows[0].copy()
        self._changing = np.flatnonzero((rows != self._first).any(axis=0))
        numbers, limits = rows[:, self._changing], np.iinfo(np.int32)
        fits = not numbers.size or (numbers.min() >= limits.min and numbers.max() <= limits.max)
        self._numbers = numbers.astype(np.int32 if fits else np.int64)

    def last(self, column: int) -> int:
        """A number of the last row."""
        place = np.flatnonzero(self._changing == column)
        return int(self._numbers[-1, place[0]] if len(place) else self._first[column])

    def write_to(self, rows: np.ndarray) -> None:
        """The rows as they were, into an array of their shape."""
        rows[:] = self._first
        rows[:, self._changing] = self._numbers
