"""What columns.py does in NumPy's stead, against NumPy."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ksmlab.memory.columns import among, distinct, without

numbers = st.lists(st.integers(-5, 30), max_size=20).map(lambda values: np.array(values, np.int32))


@given(numbers, numbers)
def test_among_and_without_are_isin(values: np.ndarray, others: np.ndarray) -> None:
    assert np.array_equal(among(values, others), np.isin(values, others))
    assert np.array_equal(without(values, others), values[~np.isin(values, others)])


@given(numbers)
def test_distinct_is_unique(values: np.ndarray) -> None:
    assert np.array_equal(distinct(values), np.unique(values))
