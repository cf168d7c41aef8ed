"""Searches are spared their walk exactly where they would meet no stale node."""

from __future__ import annotations

import pytest

from ksmlab.bench.engine import EngineBench
from ksmlab.bench.workloads import WORKLOADS
from ksmlab.ksm import stale_paths
from ksmlab.ksm.rbtree import NIL
from ksmlab.ksm.stale_nodes import is_stale
from ksmlab.ksm.stale_paths import StalePaths
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


def test_few_searches_are_not_worth_it() -> None:
    ksm = EngineBench(WORKLOADS["churn"], 100, "6.18").machine.ksm
    with ksm.stale_paths.watched(ksm, stale_paths.WORTHWHILE - 1):
        assert not ksm.stale_paths.spares(ksm, 1)
    with ksm.stale_paths.watched(ksm, stale_paths.WORTHWHILE):
        assert ksm.stale_paths.spares(ksm, 1)
    assert not ksm.stale_paths.spares(ksm, 1)
