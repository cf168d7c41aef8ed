"""Arrays that grow together: one row an object, NumPy for many rows at once, memoryviews for one row at a time."""

from __future__ import annotations

from typing import ClassVar, Self

import numpy as np


class Columns:
    """A table of NumPy columns with one capacity.

    Each name in `COLUMNS` is an ndarray attribute of that dtype; `NAME_at` is a memoryview of the same memory, which
    reads and writes single rows several times faster than NumPy does. A new row holds the fill values.

    Those in `TOGETHER`, which are of one dtype, lie side by side: who reads one of a row has the others in the cache.
    Their arrays have gaps, and ndarray.take and put would copy them: index these.
    """

    COLUMNS: ClassVar[dict[str, tuple[str, int]]] = {}
    TOGETHER: ClassVar[tuple[str, ...]] = ()

    def __init__(self, capacity: int = 64) -> None:
        self.used = 0
        self._filled = tuple((name, fill) for name, (_, fill) in self.COLUMNS.items() if fill != 0)
        for name, column in self._blank(capacity).items():
            self._place(name, column)

    @property
    def capacity(self) -> int:
        """Rows that fit before the columns grow."""
        return len(getattr(self, next(iter(self.COLUMNS))))

    def extend(self, rows: int) -> int:
        """Make `rows` more rows of fill values; returns the first of them."""
        first = self.used
        self.used += rows
        if self.used > self.capacity:
            capacity = self.capacity + min(4 * self.capacity, 1 << 22)  # what is blank costs nothing
            for name, column in self._moved(max(self.used, capacity)).items():
                self._place(name, column)
        for name, fill in self._filled:
            getattr(self, name)[first : self.used] = fill
        return first

    def copy(self) -> Self:
        """A copy that shares nothing."""
        twin = object.__new__(type(self))
        twin.__dict__.update(self.__dict__)
        for name, column in self._moved(self.capacity).items():
            twin._place(name, column)
        return twin

    @property
    def nbytes(self) -> int:
        """Bytes of the rows in all columns."""
        return int(sum(getattr(self, name).itemsize for name in self.COLUMNS)) * self.used

    def _moved(self, capacity: int) -> dict[str, np.ndarray]:
        """The rows in new columns."""
        columns = self._blank(capacity)
        for name, new in columns.items():
            old = getattr(self, name)[: self.used]
            if self.COLUMNS[name][1] != 0 or old.any():
                new[: len(old)] = old
        return columns

    def _blank(self, rows: int) -> dict[str, np.ndarray]:
        """New columns, to be filled row by row as rows are made but for zeros: these take no memory before."""
        columns: dict[str, np.ndarray] = {}
        if self.TOGETHER:
            block = np.zeros((rows, len(self.TOGETHER)), self.COLUMNS[self.TOGETHER[0]][0])
            columns = {name: block[:, place] for place, name in enumerate(self.TOGETHER)}
        for name, (dtype, fill) in self.COLUMNS.items():
            if name not in columns:
                columns[name] = np.zeros(rows, dtype) if fill == 0 else np.empty(rows, dtype)
        return columns

    def _place(self, name: str, column: np.ndarray) -> None:
        setattr(self, name, column)
        setattr(self, f"{name}_at", column.data)


def pick(rows: np.ndarray) -> slice | np.ndarray:
    """The same rows (integers, increasing) as a slice, which is much cheaper, where there is no gap."""
    run = as_run(rows)
    return rows if run is None else slice(run.start, run.stop)


def as_run(rows: np.ndarray) -> range | None:
    """The same rows (integers, increasing) where there is no gap, else (or without any) None."""
    if len(rows) and rows[-1] - rows[0] == len(rows) - 1:
        return range(int(rows[0]), int(rows[-1]) + 1)
    return None


def distinct(values: np.ndarray) -> np.ndarray:
    """The different values, ascending. np.unique would do, but loads NumPy's masked arrays for it."""
    ordered = np.sort(values)
    first = np.ones(len(ordered), bool)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered[first]


def without(values: np.ndarray, others: np.ndarray) -> np.ndarray:
    """The values, in their order, that are not among the others."""
    return values[~among(values, others)] if len(others) else values


def among(values: np.ndarray, others: np.ndarray) -> np.ndarray:
    """bool by value: it is one of the others. np.isin would do, but loads NumPy's masked arrays for it."""
    if not len(others):
        return np.zeros(len(values), bool)
    ordered = np.sort(others)
    found: np.ndarray = ordered.take(np.searchsorted(ordered, values), mode="clip") == values
    return found


def increasing(values: np.ndarray) -> bool:
    """Every value is more than the one before it."""
    return bool((values[1:] > values[:-1]).all())


def ascending(values: np.ndarray) -> bool:
    """No value is less than the one before it."""
    return bool((values[1:] >= values[:-1]).all())
