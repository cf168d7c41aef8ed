"""The red-black tree against its properties and against a second one, written from the textbook."""

from __future__ import annotations

from bisect import insort

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ksmlab.ksm.rbtree import BLACK, NIL, RED, RbTree
from tests.engine.textbook_tree import Shape, TextbookTree

Keys = dict[int, int]


def place(tree: RbTree, keys: Keys, key: int) -> tuple[int, bool]:
    """Where a key goes: (parent, is_left)."""
    at, parent, is_left = tree.root, NIL, False
    while at != NIL:
        parent, is_left = at, key < keys[at]
        at = tree.left_at[at] if is_left else tree.right_at[at]
    return parent, is_left


def insert(tree: RbTree, keys: Keys, node: int, key: int) -> None:
    parent, is_left = place(tree, keys, key)
    keys[node] = key
    tree.insert(node, parent, is_left)


operations = st.lists(
    st.tuples(st.sampled_from(("insert", "insert", "erase", "replace")), st.integers(0, 1000)), max_size=120
)


@given(operations)
def test_random_work_keeps_order_colours_and_heights(work: list[tuple[str, int]]) -> None:
    tree, keys, order = RbTree(), Keys(), list[int]()
    unused = iter(range(10_000))
    for what, number in work:
        if what == "insert" and number not in order:
            insert(tree, keys, next(unused), number)
            insort(order, number)
        elif order and what != "insert":
            victim = next(node for node in tree.in_order() if keys[node] == order[number % len(order)])
            if what == "erase":
                tree.erase(victim)
                order.remove(keys.pop(victim))
            else:
                new = next(unused)
                keys[new] = keys.pop(victim)
                tree.replace(victim, new)
        tree.validate()
        assert [keys[node] for node in tree.in_order()] == order


def shape(tree: RbTree, keys: Keys, node: int) -> Shape:
    if node == NIL:
        return None
    sides = shape(tree, keys, tree.left_at[node]), shape(tree, keys, tree.right_at[node])
    return (keys[node], tree.colour_at[node] == RED, *sides)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 400)), max_size=200))
def test_every_shape_is_the_textbooks(work: list[tuple[int, int]]) -> None:
    """One operation in four erases; lib/rbtree.c says of its cases which of the book's they are."""
    tree, keys, book = RbTree(), Keys(), TextbookTree()
    for node, (what, number) in enumerate(work):
        there = next((other for other, key in keys.items() if key == number), None)
        if there is None:
            insert(tree, keys, node, number)
            book.insert(number)
        elif what == 0 or len(keys) > 30:
            tree.erase(there)
            del keys[there]
            book.delete(number)
        assert shape(tree, keys, tree.root) == book.shape()


@given(st.permutations(range(40)), st.permutations(range(40)))
def test_filled_and_emptied_every_shape_is_the_textbooks(filling: list[int], emptying: list[int]) -> None:
    tree, keys, book = RbTree(), Keys(), TextbookTree()
    for number in filling:
        insert(tree, keys, number, number)
        book.insert(number)
    for number in emptying:
        tree.erase(number)
        book.delete(number)
        assert shape(tree, keys, tree.root) == book.shape()


@pytest.mark.parametrize(
    ("count", "root", "black"),
    [(1, 1, {1}), (3, 2, {2}), (7, 2, {1, 2, 3, 6}), (10, 4, {1, 2, 3, 4, 5, 6, 7, 9})],
)
def test_ascending_insertions_give_the_known_trees(count: int, root: int, black: set[int]) -> None:
    """Worked out by hand: ascending keys only ever recolour and rotate left."""
    tree, keys = RbTree(), Keys()
    for number in range(1, count + 1):
        insert(tree, keys, number, number)
    assert tree.root == root
    assert {node for node in tree.in_order() if tree.colour_at[node] == BLACK} == black


def test_erasing_a_node_with_two_children_puts_its_successor_in_its_place() -> None:
    """rb_erase's case 2 and 3: the successor takes the erased node's place and colour, whoever its parent was."""
    tree, keys = RbTree(), Keys()
    for number in (50, 25, 75, 60, 90, 55):
        insert(tree, keys, number, number)
    tree.erase(50)
    assert tree.root == 55
    assert tree.colour_at[55] == BLACK
    assert tree.in_order() == [25, 55, 60, 75, 90]
    tree.validate()


def test_a_cleared_tree_is_empty_and_takes_its_nodes_again() -> None:
    tree, keys = RbTree(), Keys()
    insert(tree, keys, 3, 3)
    tree.clear()
    assert tree.in_order() == []
    insert(tree, keys, 3, 3)
    assert tree.in_order() == [3]


def test_validate_notices_a_wrong_colour() -> None:
    tree, keys = RbTree(), Keys()
    for number in range(8):
        insert(tree, keys, number, number)
    red = next(node for node in tree.in_order() if tree.colour_at[node] == RED)
    tree.colour_at[red] = BLACK
    with pytest.raises(AssertionError):
        tree.validate()
