"""The items of a stale node: found by one look for all such nodes, or told later that their node went."""

from __future__ import annotations

import numpy as np
import pytest

from ksmlab.bench.engine import EngineBench
from ksmlab.bench.workloads import WORKLOADS
from ksmlab.ksm import stale_items
from ksmlab.ksm.digest import digest
from ksmlab.ksm.stale_items import StaleItems
from ksmlab.ksm.state import Ksm
from ksmlab.ksm.validate import validate


def _churned(kernel: str, may_retire: bool) -> Ksm:
    bench = EngineBench(WORKLOADS["churn"], 4000, kernel)
    bench.machine.ksm.may_retire = may_retire
    bench.run(100, lambda share: None)
    return bench.machine.ksm


@pytest.mark.parametrize("kernel", ["6.1", "6.18"])
def test_all_items_of_each_stale_node_are_found(monkeypatch: pytest.MonkeyPatch, kernel: str) -> None:
    find, asked, looks = StaleItems.rows, [], []
    look = StaleItems._look

    def compared(stale: StaleItems, ksm: Ksm, node: int) -> np.ndarray:
        rows = find(stale, ksm, node)
        assert rows.tolist() == np.flatnonzero(ksm.items.head[: ksm.items.used] == node).tolist()
        asked.append(node)
        return rows

    def counted(stale: StaleItems, ksm: Ksm) -> None:
        looks.append(1)
        look(stale, ksm)

    monkeypatch.setattr(StaleItems, "rows", compared)
    monkeypatch.setattr(StaleItems, "_look", counted)
    _churned(kernel, may_retire=False)
    assert len(asked) > len(looks) > 0


@pytest.mark.parametrize("most", [0, 10, 1 << 12])
@pytest.mark.parametrize("kernel", ["6.1", "6.18"])
def test_items_told_later_end_as_items_told_at_once(monkeypatch: pytest.MonkeyPatch, kernel: str, most: int) -> None:
    monkeypatch.setattr(stale_items, "MOST_RETIRED", most)
    later, at_once = _churned(kernel, may_retire=True), _churned(kernel, may_retire=False)
    assert later.nodes.retired if most > 10 else not at_once.nodes.retired
    validate(later)
    assert not later.nodes.retired and digest(later) == digest(at_once)


def test_a_kernel_whose_items_forget_tells_them_at_once() -> None:
    assert not _churned("7.3", may_retire=True).nodes.retired
