"""The real kernel's side: what needs no root is tried with real processes, the rest where ksmd may be timed."""

from __future__ import annotations

import os

import pytest

from ksmlab.bench import ksmd
from ksmlab.bench.real_memory import laid_out
from ksmlab.bench.workloads import WORKLOADS
from ksmlab.errors import MachineRefuses
from ksmlab.live.settings import Settings

PAGES = 2_000


def resident_pages(pid: int) -> int:
    with open(f"/proc/{pid}/statm") as file:
        return int(file.read().split()[1])


def children_of(pid: int) -> list[int]:
    with open(f"/proc/{pid}/task/{pid}/children") as file:
        return [int(child) for child in file.read().split()]


@pytest.mark.parametrize("name", ["different", "zero", "forks"])
def test_memory_is_there_while_the_context_lasts_and_then_gone(name: str) -> None:
    before = set(children_of(os.getpid()))
    with laid_out(WORKLOADS[name], PAGES):
        (holder,) = set(children_of(os.getpid())) - before
        assert len(children_of(holder)) == (7 if name == "forks" else 0)
        assert resident_pages(holder) >= PAGES // 8
    assert set(children_of(os.getpid())) == before


def test_rewrites_are_answered() -> None:
    with laid_out(WORKLOADS["churn"], PAGES) as memory:
        for _ in range(3):
            memory.rewrite()


@pytest.mark.kernel
@pytest.mark.parametrize("name", ["copies", "zero-pages", "churn", "forks"])
def test_the_real_ksmd_is_timed_and_every_setting_put_back(name: str) -> None:
    try:
        ksmd.check(PAGES)
        before = Settings.read()
        with ksmd.this_ksmd() as real:
            timing = real.measure(name, PAGES, 500, lambda share: None)
    except MachineRefuses as refusal:
        pytest.skip(str(refusal))
    assert Settings.read() == before
    assert timing.full_scans >= 3
    assert timing.pages_scanned >= 2 * PAGES
    assert timing.cpu_s > 0
