"""Short wake-ups against the walk: pages change, leave stable nodes and take their pages away, and nobody asks for the
tree in between."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ksmlab.kernel.profiles import PROFILES
from ksmlab.ksm import stale_items
from ksmlab.ksm.digest import digest
from ksmlab.ksm.recorder import Recorder
from ksmlab.ksm.scan import scan_wakeups
from ksmlab.ksm.validate import validate
from tests.bulk.parity import NEVER
from tests.engine.bench import Bench

CONTENTS = st.integers(1, 16)
INSTEAD = st.integers(0, 16) | st.integers(17, 400)
KERNELS = [*PROFILES, *[kernel for kernel in PROFILES if PROFILES[kernel].features.checksum_before_stable_search] * 2]
DISCARDED = 0
ALL = 1000  # pages


@dataclass(frozen=True)
class Churn:
    """One process: what its pages hold and, once they are settled, rounds of (contents that go, from how many
    pages, what comes instead, wake-ups)."""

    pages: list[int]
    rounds: list[tuple[list[int], int, list[int], int]]
    pages_to_scan: int
    max_page_sharing: int = 256
    forks: bool = False
    two_nodes: bool = False


PAGES = st.lists(CONTENTS, min_size=20, max_size=80)
ROUNDS = st.lists(
    st.tuples(
        st.lists(CONTENTS, max_size=10),
        st.sampled_from((ALL, ALL, 1, 3)),
        st.lists(INSTEAD, min_size=1, max_size=4),
        st.integers(1, 4),
    ),
    min_size=1,
    max_size=6,
)
CHURNS = st.builds(
    Churn,
    PAGES,
    ROUNDS,
    st.integers(2, 20),
    forks=st.sampled_from((False, False, True)),
    two_nodes=st.sampled_from((False, False, True)),
    max_page_sharing=st.sampled_from((256, 256, 2)),
)


class _Played:
    """A machine on which a churn is played."""

    def __init__(self, churn: Churn, kernel: str) -> None:
        self._churn, self._now = churn, list(churn.pages)
        self.bench = Bench(kernel, nodes=2, max_page_sharing=churn.max_page_sharing)
        self.ksm, self.machine = self.bench.ksm, self.bench.machine
        if churn.two_nodes:
            self.bench.set("merge_across_nodes", 0)
        self._half = len(churn.pages) // 2
        self._process = self.bench.start("process", *churn.pages[: self._half])
        self.bench.map(self._process, *churn.pages[self._half :], region="far", node=1)
        self.ksm.bulk_from_pages = 0
        scan_wakeups(self.ksm, 3)
        if churn.forks:
            self.machine.fork(self._process, "child")
        self.bench.set("pages_to_scan", churn.pages_to_scan)

    def play(self) -> tuple[np.ndarray, list[str]]:
        """The rows of all rounds, and the states after every second one: of a copy, so that nothing is told here."""
        recorder, states = Recorder(self.ksm), []
        for number, (gone, most, come, wakeups) in enumerate(self._churn.rounds):
            pages = [page for page, content in enumerate(self._now) if content in gone]
            for place, page in enumerate(pages[:most]):
                self._replace(page, come[place % len(come)])
            scan_wakeups(self.ksm, wakeups, recorder)
            if number % 2:
                states.append(digest(self.machine.copy().ksm))
        return recorder.table(), states

    def _replace(self, page: int, content: int) -> None:
        """A page is discarded, or holds something else."""
        self._now[page] = content
        region = self._process.regions[page >= self._half]
        place = page - self._half * (page >= self._half)
        if content == DISCARDED:
            self.machine.madvise(self._process, region, place, place, "dontneed")
        else:
            self.machine.write(self._process, region, place, self.machine.memory.contents.numbers(content, 1))


def _assert_as_walked(churn: Churn, kernel: str, window_from_visits: int) -> None:
    few, walked = _Played(churn, kernel), _Played(churn, kernel)
    few.ksm.window_from_visits = window_from_visits
    walked.ksm.bulk_from_pages, walked.ksm.may_retire = NEVER, False
    (few_rows, few_states), (walked_rows, walked_states) = few.play(), walked.play()
    assert np.array_equal(few_rows, walked_rows)
    assert few_states == walked_states
    assert digest(few.ksm) == digest(walked.ksm)
    validate(few.ksm)


@settings(max_examples=300, deadline=None)
@given(
    churn=CHURNS,
    kernel=st.sampled_from(KERNELS),
    window_from_visits=st.sampled_from((8, 30, 257)),
    most_retired=st.sampled_from((0, 2, 1 << 12)),
)
def test_short_wakeups_are_as_walked(churn: Churn, kernel: str, window_from_visits: int, most_retired: int) -> None:
    kept, stale_items.MOST_RETIRED = stale_items.MOST_RETIRED, most_retired
    try:
        _assert_as_walked(churn, kernel, window_from_visits)
    finally:
        stale_items.MOST_RETIRED = kept


def test_a_torn_down_nodes_content_comes_again_in_a_window() -> None:
    pages = [content for content in range(1, 11) for _ in range(4)]
    rounds = [([1], ALL, [100, 101, 102, 103], 1), ([2], ALL, [1], 8), ([], ALL, [], 8)]
    _assert_as_walked(Churn(pages, rounds, pages_to_scan=20), "6.18", 30)


def test_a_dup_that_has_room_again_is_chosen_in_a_window() -> None:
    pages = [1] * 6 + [50] + [content for content in range(2, 16) for _ in range(2)]
    rounds = [([1], 1, [100], 1), ([50], ALL, [1], 8), ([], ALL, [], 8)]
    _assert_as_walked(Churn(pages, rounds, pages_to_scan=20, max_page_sharing=2), "6.18", 30)
