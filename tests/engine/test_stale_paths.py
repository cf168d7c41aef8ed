"""Searches are spared their walk exactly where they would meet no stale node."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ksmlab.bench.engine import EngineBench
from ksmlab.bench.workloads import WORKLOADS
from ksmlab.ksm import stale_paths
from ksmlab.ksm.rbtree import NIL, RbTree
from ksmlab.ksm.stale_nodes import is_stale
from ksmlab.ksm.stale_paths import StalePaths, _way_to
from ksmlab.ksm.state import Ksm


def _meets_a_stale_node(ksm: Ksm, content: int) -> bool:
    """The definition: go down the tree."""
    tree, at = ksm.stable_tree(0), ksm.stable_trees[0].root
    while at != NIL:
        if is_stale(ksm, at):
            return True
        other = ksm.nodes.content_at[at]
        if content == other:
            return False
        at = tree.left_at[at] if content < other else tree.right_at[at]
    return False


@pytest.mark.parametrize("kernel", ["6.12", "6.18", "7.3"])
def test_what_meets_a_stale_node_is_not_spared_and_the_rest_is(monkeypatch: pytest.MonkeyPatch, kernel: str) -> None:
    monkeypatch.setattr(stale_paths, "WORTHWHILE", 1)
    spares, answers = StalePaths.spares, []

    def compared(paths: StalePaths, ksm: Ksm, content: int) -> bool:
        watching = paths._watching
        spared = spares(paths, ksm, content)
        if watching:
            assert spared != _meets_a_stale_node(ksm, content)
            answers.append(spared)
        return spared

    monkeypatch.setattr(StalePaths, "spares", compared)
    EngineBench(WORKLOADS["churn"], 20_000, kernel).run(1500, lambda share: None)
    assert answers.count(True) > 100 and answers.count(False) > 2


@given(
    st.lists(st.integers(0, 400), unique=True, min_size=20, max_size=80),
    st.sets(st.integers(0, 9), min_size=1),
    st.integers(1, 12),
)
def test_a_way_changes_only_where_the_tree_tells(contents: list[int], watched: set[int], first: int) -> None:
    tree, content_at = RbTree(), np.array(contents, np.int64).data
    ways: dict[int, tuple[int, int]] = {}
    for node, content in enumerate(contents):
        at, parent, is_left = tree.root, NIL, False
        while at != NIL:
            parent, is_left = at, content < content_at[at]
            at = tree.left_at[at] if is_left else tree.right_at[at]
        tree.insert(node, parent, is_left)
        now = {each: _way_to(tree, each, content_at) for each in watched if each <= node}
        assert tree.moved or node <= first or ways == {each: now[each] for each in ways}
        if tree.moved or node <= first:
            ways, tree.watched, tree.moved = now, frozenset(now), False


def test_few_searches_are_not_worth_it() -> None:
    ksm = EngineBench(WORKLOADS["churn"], 100, "6.18").machine.ksm
    with ksm.stale_paths.watched(ksm, stale_paths.WORTHWHILE - 1):
        assert not ksm.stale_paths.spares(ksm, 1)
    with ksm.stale_paths.watched(ksm, stale_paths.WORTHWHILE):
        assert ksm.stale_paths.spares(ksm, 1)
    assert not ksm.stale_paths.spares(ksm, 1)
