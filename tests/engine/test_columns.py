"""Tables of columns, and what columns.py does in NumPy's stead, against NumPy."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ksmlab.memory.columns import Columns, among, distinct, without

numbers = st.lists(st.integers(-5, 30), max_size=20).map(lambda values: np.array(values, np.int32))


@given(numbers, numbers)
def test_among_and_without_are_isin(values: np.ndarray, others: np.ndarray) -> None:
    assert np.array_equal(among(values, others), np.isin(values, others))
    assert np.array_equal(without(values, others), values[~np.isin(values, others)])


@given(numbers)
def test_distinct_is_unique(values: np.ndarray) -> None:
    assert np.array_equal(distinct(values), np.unique(values))


class _Table(Columns):
    COLUMNS = {"near": ("i4", 0), "alone": ("u1", 3), "far": ("i4", -7)}
    TOGETHER = ("near", "far")
    near: np.ndarray
    far: np.ndarray
    alone: np.ndarray


@given(parts=st.lists(st.integers(1, 90), min_size=1, max_size=6))
def test_rows_keep_what_they_hold_as_a_table_grows_and_is_copied(parts: list[int]) -> None:
    table, held = _Table(2), np.empty((0, 3), np.int64)
    for number, rows in enumerate(parts):
        first = table.extend(rows)
        assert (table.near[first : table.used] == 0).all() and (table.far[first : table.used] == -7).all()
        assert (table.alone[first : table.used] == 3).all()
        table.near[first : table.used], table.alone[first : table.used] = number, number + 4
        held = np.concatenate([held, np.tile([number, number + 4, -7], (rows, 1))])
        table = table.copy()
    assert table.used == len(held) <= table.capacity
    assert np.array_equal(np.stack([table.near, table.alone, table.far], 1)[: table.used], held)
    assert table.near.strides == table.far.strides == (8,) and table.near.base is table.far.base


def test_a_copy_shares_nothing() -> None:
    table = _Table()
    table.extend(3)
    twin = table.copy()
    twin.near[1], twin.far[1], twin.alone[1] = 5, 6, 7
    assert (table.near[1], table.far[1], table.alone[1]) == (0, -7, 3)
