"""The memory that is scanned: each workload as a few acts, which the engine and a real process carry out alike.

A page is a content id (int32) of the engine; the real page starts with that id as 8 bytes, then zeros: equal there
exactly if equal here. Id 0 is the page of zeros. Pages stand in no order, as in real memory. What is drawn is drawn by
the standard library: loading NumPy's generators would add 7 MB to the memory that is measured.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from random import Random
from types import MappingProxyType

import numpy as np

from ksmlab.memory.columns import distinct
from ksmlab.memory.contents import ZERO, Contents

SEED = 4
COPIES = 10
CHURNED = 100  # one page in so many is rewritten between wake-ups
FAMILY = 8  # processes of the fork-heavy machine
REWRITTEN = 4  # each child rewrites one page in so many
PART = 1 << 15  # contents numbered at a time


@dataclass(frozen=True, slots=True)
class Start:
    """A process starts with one mergeable region; ids: int32, one a page."""

    ids: np.ndarray


@dataclass(frozen=True, slots=True)
class Fork:
    """The first process forks."""


@dataclass(frozen=True, slots=True)
class Write:
    """Process number `process` writes ids (int32) to pages `places` (intp) of its region."""

    process: int
    places: np.ndarray
    ids: np.ndarray


Act = Start | Fork | Write


@dataclass(frozen=True, slots=True)
class Workload:
    """What is laid out, and how it is scanned.

    settles: before the time counts it is scanned until nothing merges any more.
    churns: `rewrite` is done between wake-ups.
    """

    words: str
    acts: Callable[[Contents, int], Iterator[Act]]
    use_zero_pages: int = 0
    settles: bool = False
    churns: bool = False
    full_scans: int = 3


def rewrite(contents: Contents, pages: int, generator: Random) -> Write:
    """1 % of the pages (but for those drawn twice), with contents of which half are known to the machine already."""
    places = distinct(_drawn(max(1, pages // CHURNED), pages, generator))
    count = 2 * _distinct(pages)
    return Write(0, places, _some(contents, _drawn(len(places), count, generator), count))


def _different(contents: Contents, pages: int) -> Iterator[Act]:
    yield Start(_shuffled(contents, pages, 1))


def _copies(contents: Contents, pages: int) -> Iterator[Act]:
    yield Start(_shuffled(contents, pages, COPIES))


def _zero(contents: Contents, pages: int) -> Iterator[Act]:
    yield Start(np.full(pages, ZERO, np.int32))


def _family(contents: Contents, pages: int) -> Iterator[Act]:
    own = pages // FAMILY
    first = pages - own * (FAMILY - 1)
    yield Start(_shuffled(contents, first, 2))
    generator = Random(SEED)
    places = np.arange(own // REWRITTEN, dtype=np.intp)
    drawn = np.empty((FAMILY - 1, len(places)), np.int32)
    for numbers in drawn:
        numbers[:] = generator.choices(range(pages), k=len(places))
    held = distinct(np.concatenate((np.arange(-(-first // 2), dtype=np.int32), drawn.ravel())))
    ids = _pool(contents, len(held))  # only what some page holds is numbered
    for child, numbers in enumerate(drawn, 1):
        yield Fork()
        yield Write(child, places, ids[np.searchsorted(held, numbers)])


def _mix(contents: Contents, pages: int) -> Iterator[Act]:
    from ksmlab.scenario.model import Content, Mix  # a scenario's memory, in the one workload that is one
    from ksmlab.session.filling import Filler

    mix = Mix(zero=0.3, duplicate=0.5, distinct=max(1, pages // 100), unique=0.2)
    yield Start(Filler(contents, SEED).ids([Content("mix", mix, pages)]))


def _distinct(pages: int) -> int:
    return max(1, pages // COPIES)


def _pool(contents: Contents, count: int) -> np.ndarray:
    return contents.numbers(1, count)


def _some(contents: Contents, wanted: np.ndarray, count: int) -> np.ndarray:
    """The `wanted` ones (intp) of so many contents; all are numbered, a part at a time."""
    ids = np.empty(len(wanted), np.int32)
    for first in range(0, count, PART):
        part = contents.numbers(1 + first, min(PART, count - first))
        here = (wanted >= first) & (wanted < first + PART)
        ids[here] = part[wanted[here] - first]
    return ids


def _shuffled(contents: Contents, pages: int, copies: int) -> np.ndarray:
    """`copies` pages of each content, in no order."""
    distinct = -(-pages // copies)
    ids = np.resize(_pool(contents, distinct), pages)
    Random(SEED).shuffle(ids.data)  # type: ignore[arg-type]  # a memoryview has all that it needs
    return ids


def _drawn(count: int, limit: int, generator: Random) -> np.ndarray:
    """`count` numbers below `limit` (intp), the same one as often as it is drawn."""
    return (np.frombuffer(generator.randbytes(8 * count), np.uint64) % np.uint64(limit)).astype(np.intp)


WORKLOADS: Mapping[str, Workload] = MappingProxyType(
    {
        "different": Workload("all pages different", _different),
        "copies": Workload("ten copies of each page", _copies),
        "zero": Workload("all zero, merged as KSM pages", _zero),
        "zero-pages": Workload("all zero, with use_zero_pages", _zero, use_zero_pages=1),
        "settled": Workload("ten copies of each, all merged already", _copies, settles=True),
        "churn": Workload("settled, then 1 % rewritten between wake-ups", _copies, settles=True, churns=True),
        "forks": Workload("a process and seven children that rewrote a quarter", _family),
        "mix": Workload("30 % zero, 50 % with fifty copies each, 20 % alone; two full scans", _mix, full_scans=2),
    }
)
USUAL = tuple(name for name in WORKLOADS if name != "mix")
PAGES_TO_SCAN = (100, 100_000)
