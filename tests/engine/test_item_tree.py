"""An unstable tree's nodes are numbered densely: it says of its items what the plain tree says of its nodes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ksmlab.ksm.item_tree import ItemTree
from ksmlab.ksm.rbtree import NIL

operations = st.lists(
    st.tuples(st.sampled_from(("insert", "insert", "insert", "erase", "move", "copy", "clear")), st.integers(0, 999)),
    max_size=80,
)


def _insert(tree: ItemTree, row: int) -> None:
    """Rows order as their numbers do, but for thousands: these a move adds."""
    at, parent, is_left = tree.root, NIL, False
    while at != NIL:
        parent, is_left = at, row % 1000 < tree.row_at[at] % 1000
        at = tree.left_at[at] if is_left else tree.right_at[at]
    tree.insert_row(row, parent, is_left)


@given(operations)
def test_rows_come_and_go_and_keep_their_order(work: list[tuple[str, int]]) -> None:
    tree, rows = ItemTree(), list[int]()
    for what, number in work:
        if what == "insert" and all(row % 1000 != number for row in rows):
            _insert(tree, number)
            rows.append(number)
        elif what == "erase" and rows:
            tree.erase_row(rows.pop(number % len(rows)))
        elif what == "move" and rows:
            row = rows.pop(number % len(rows))
            tree.move(row, row + 1000)
            rows.append(row + 1000)
        elif what == "copy":
            old, tree = tree, tree.copy()
            _insert(old, 999_999)  # which the copy does not see
        elif what == "clear":
            tree.clear()
            rows = []
        rows.sort(key=lambda row: row % 1000)
        tree.validate()
        assert tree.rows_in_order() == rows
        assert tree.nodes_of(np.array(rows, np.int32)).tolist() == tree.in_order()
        assert tree.used <= len(work)


def test_numbers_are_used_again() -> None:
    tree = ItemTree()
    for row in range(100):
        _insert(tree, row)
        tree.erase_row(row)
    assert tree.used == 1


def test_a_row_that_is_not_there() -> None:
    with pytest.raises(KeyError):
        ItemTree().erase_row(3)
