"""What the machine's memory allows: one random read for each page, from as much memory as the state of all takes."""

from __future__ import annotations

import time

import numpy as np

from ksmlab.session.size import bytes_for

TRIES = 5
MOST_PAGES = 1 << 24  # beyond it nothing changes but the time


def gather_pages_per_s(pages: int) -> float:
    """Pages in a second that one NumPy gather with random int32 indices reaches; the best of a few tries."""
    pages = min(pages, MOST_PAGES)
    state = np.arange(bytes_for(pages, pages) // 4, dtype=np.int32)
    generator = np.random.default_rng(0)
    indices = generator.integers(0, len(state), pages, dtype=np.int32)
    gathered = np.empty(pages, np.int32)
    best_s = min(_timed(state, indices, gathered) for _ in range(TRIES))
    return pages / best_s


def _timed(state: np.ndarray, indices: np.ndarray, gathered: np.ndarray) -> float:
    start = time.process_time()
    np.take(state, indices, out=gathered, mode="clip")  # clip: no copy of the result is made to check the indices
    return time.process_time() - start
