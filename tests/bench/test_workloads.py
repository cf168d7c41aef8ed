from __future__ import annotations

from random import Random

import numpy as np
import pytest

from ksmlab.bench.engine import EngineBench
from ksmlab.bench.workloads import FAMILY, WORKLOADS, Start, Write, rewrite
from ksmlab.memory.contents import ZERO, Contents

PAGES = 2_000


def first_ids(name: str) -> np.ndarray:
    act = next(WORKLOADS[name].acts(Contents(), PAGES))
    assert isinstance(act, Start)
    return act.ids


def test_different_pages_are_different_and_in_no_order() -> None:
    ids = first_ids("different")
    assert len(np.unique(ids)) == PAGES
    assert (np.diff(ids) < 0).any()


def test_ten_copies_are_ten_of_each() -> None:
    _, counts = np.unique(first_ids("copies"), return_counts=True)
    assert (counts == 10).all()


def test_zero_pages_are_zero() -> None:
    assert (first_ids("zero") == ZERO).all()


def test_a_rewrite_is_one_percent_each_page_once_and_the_same_for_engine_and_kernel() -> None:
    one, other = (rewrite(Contents(), PAGES, Random(7)) for _ in range(2))
    assert len(one.places) == len(np.unique(one.places)) == PAGES // 100
    assert (one.places == other.places).all() and (one.ids == other.ids).all()


@pytest.mark.parametrize("name", WORKLOADS)
def test_every_workload_has_as_many_pages_as_asked_for(name: str) -> None:
    bench = EngineBench(WORKLOADS[name], PAGES, "6.18")
    memory = bench.machine.memory
    assert memory.pages.used == PAGES
    assert len(memory.processes) == (FAMILY if name == "forks" else 1)


def test_children_of_the_family_write_only_what_is_theirs() -> None:
    writes = [act for act in WORKLOADS["forks"].acts(Contents(), PAGES) if isinstance(act, Write)]
    assert [write.process for write in writes] == list(range(1, FAMILY))
    assert all(len(write.places) == len(write.ids) == PAGES // FAMILY // 4 for write in writes)
