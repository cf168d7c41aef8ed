"""The items of a stale node are found by one look for all such nodes: the same as a look for this one finds."""

from __future__ import annotations

import numpy as np
import pytest

from ksmlab.bench.engine import EngineBench
from ksmlab.bench.workloads import WORKLOADS
from ksmlab.ksm.stale_items import StaleItems
from ksmlab.ksm.state import Ksm


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
    EngineBench(WORKLOADS["churn"], 4000, kernel).run(100, lambda share: None)
    assert len(asked) > len(looks) > 0
