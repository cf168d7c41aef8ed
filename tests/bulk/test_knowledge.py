"""What is known of the unstable tree: whether its pages are as they were put there, by either way of looking."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ksmlab.ksm.bulk import knowledge
from ksmlab.ksm.bulk.knowledge import note_changes
from tests.engine.bench import Bench

PAGES = 6
THROUGH_WHAT_WAITS, THROUGH_WHAT_WAS_TOUCHED = 0, 1 << 40  # of MANY_TIMES

Act = Callable[[Bench], None]


def _noted(act: Act) -> Bench:
    """All pages of the first process wait, the second process's have not been met yet; `act` was done, and noted."""
    bench = Bench("6.18", pages_to_scan=PAGES)
    bench.start("waiting", *range(10, 10 + PAGES))
    bench.start("later", *range(20, 20 + PAGES))
    bench.passes()
    bench.scan()
    assert len(bench.ksm.unstable_tree(0).rows()) == PAGES and not bench.ksm.memory.touched
    act(bench)
    assert bench.ksm.memory.touched
    note_changes(bench.ksm)
    assert not bench.ksm.memory.touched
    return bench


def _write(process: int, *contents: int) -> Act:
    def write(bench: Bench) -> None:
        for content in contents:
            bench.write(bench.machine.memory.processes[process], 2, content)

    return write


def _advise(advice: str) -> Act:
    return lambda bench: bench.madvise(bench.machine.memory.processes[0], 2, 2, advice)


def _unmap(bench: Bench) -> None:
    bench.munmap(bench.machine.memory.processes[0], 2, 2)


def _fork(bench: Bench) -> None:
    parent, other = bench.machine.memory.processes
    bench.machine.fork(parent, "child")
    bench.write(other, 0, 99)


@pytest.mark.parametrize("many_times", [THROUGH_WHAT_WAITS, THROUGH_WHAT_WAS_TOUCHED])
@pytest.mark.parametrize(
    ("act", "changes"),
    [
        pytest.param(_write(1, 7), False, id="another page is written"),
        pytest.param(_write(0, 7), True, id="it is written"),
        pytest.param(_advise("unmergeable"), True, id="it may not be merged"),
        pytest.param(_advise("dontneed"), True, id="it is discarded"),
        pytest.param(_unmap, True, id="it is unmapped"),
    ],
)
def test_a_page_that_waits_changes(monkeypatch: pytest.MonkeyPatch, act: Act, changes: bool, many_times: int) -> None:
    monkeypatch.setattr(knowledge, "MANY_TIMES", many_times)
    assert _noted(act).ksm.waiting_changed == changes


@pytest.mark.parametrize(
    ("act", "changes"),
    [
        pytest.param(_write(0, 7, 12), False, id="holds the same again"),
        pytest.param(_fork, True, id="its frame is a child's too"),
    ],
)
def test_what_only_a_look_at_the_page_tells(monkeypatch: pytest.MonkeyPatch, act: Act, changes: bool) -> None:
    monkeypatch.setattr(knowledge, "MANY_TIMES", THROUGH_WHAT_WAITS)
    assert _noted(act).ksm.waiting_changed == changes
