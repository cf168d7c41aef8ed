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
        self._chunks: list[np.ndarray] = []

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
        self._chunks.append(_packed(rows))

    def __len__(self) -> int:
        """Wake-ups noted so far."""
        return sum(map(len, self._chunks)) + len(self._rows)

    def last(self, column: int) -> int:
        """A number of the last wake-up; IndexError where there is none."""
        return self._rows[-1][column] if self._rows else int(self._chunks[-1][-1, column])

    def table(self) -> np.ndarray:
        """All rows so far: int64, shape (wake-ups, width)."""
        self._flush()
        return np.concatenate(self._chunks, dtype=np.int64) if self._chunks else np.empty((0, self.width), np.int64)

    def _flush(self) -> None:
        if self._rows:
            self._chunks.append(_packed(np.array(self._rows, np.int64).reshape(-1, self.width)))
            self._rows = []


def _packed(rows: np.ndarray) -> np.ndarray:
    """The same numbers (int64) as int32 where all of them fit."""
    limits = np.iinfo(np.int32)
    fits = not len(rows) or (rows.min() >= limits.min and rows.max() <= limits.max)
    return rows.astype(np.int32) if fits else rows
