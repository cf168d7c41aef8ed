"""Page contents as integers: equal pages have equal ids, and bytes are made only when somebody asks for them.

Two pages are the same content exactly if their 4,096 bytes are equal. Contents come in runs: a run of numbers
(`unique`), of random pages or of pages of a `mix` costs one entry however long it is; other contents are interned one
by one by the BLAKE3 of their bytes.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

PAGE_SIZE = 4096
CHUNK = 1 << 16
STREAM_KEY_BYTES = 64  # of a page of random bytes these tell it from every other page
ZERO = 0  # the id of the page of zeros


@dataclass(slots=True)
class _Run:
    first_id: int
    count: int
    kind: str  # "number", "stream" or "bytes"
    first: int  # first number, or first index in the stream
    data: bytes = b""  # the bytes, or the stream's name


class Contents:
    """Every content that a machine has met, as ids from 0 (int32).

    in_order: ids below it order as memcmp_pages orders the pages; of others the keys tell.
    """

    def __init__(self) -> None:
        self._runs: list[_Run] = []
        self._first_ids: list[int] = []
        self._intervals: dict[bytes, list[tuple[int, int, int]]] = {}  # stream -> sorted (first, stop, first_id)
        self._interned: dict[bytes, int] = {}
        self.keys: dict[int, bytes] = {}  # those made so far, by content: see key()
        self.count = 0
        self.in_order = 0
        self._last_in_order = -1  # the number that the page before in_order holds
        self.numbers(0, 1)

    @property
    def all_in_order(self) -> bool:
        """The ids tell the order of any two pages."""
        return self.in_order == self.count

    def numbers(self, first: int, count: int) -> np.ndarray:
        """Ids (int32, shape (count,)) of the pages of first, first+1, … as 8 big-endian bytes, then zeros."""
        return self._interval(b"number", first, count)

    def stream(self, name: bytes, first: int, count: int) -> np.ndarray:
        """Ids (int32, shape (count,)) of pages first, first+1, … of the BLAKE3 stream called `name`."""
        return self._interval(b"stream " + name, first, count)

    def intern(self, data: bytes) -> int:
        """The id of the page that holds `data` and then zeros; ValueError when it is longer than a page."""
        if len(data) > PAGE_SIZE:
            raise ValueError(f"{len(data)} bytes do not fit in a page")
        data = data.rstrip(b"\0")
        if len(data) <= 8:
            return int(self.numbers(int.from_bytes(data.ljust(8, b"\0"), "big"), 1)[0])
        digest = _blake3(data, 32)
        known = self._interned.get(digest)
        if known is None:
            known = self._interned[digest] = self._new_run(1, "bytes", 0, data)
        return known

    def key(self, content: int) -> bytes:
        """What memcmp_pages compares: the page's bytes without the zeros at its end; they order as the pages do."""
        key = self.keys.get(content)
        if key is None:
            key = self.keys[content] = self._bytes(content, STREAM_KEY_BYTES)
        return key

    def page(self, content: int) -> bytes:
        """The page's 4,096 bytes."""
        return self._bytes(content).ljust(PAGE_SIZE, b"\0")

    def checksum(self, content: int) -> int:
        """calc_checksum of the page: xxh64 with seed 0, its low 32 bits."""
        import xxhash

        return xxhash.xxh64_intdigest(self.page(content), seed=0) & 0xFFFFFFFF

    def describe(self, content: int) -> str:
        """The content in a few characters, for people: `zero`, `u64 17`, `aa 55 …`, `random…`."""
        if content == ZERO:
            return "zero"
        run = self._run(content)
        offset = content - run.first_id
        if run.kind == "number":
            number = run.first + offset
            if number < 1 << 40:
                return f"u64 {number}"
            data = number.to_bytes(8, "big").rstrip(b"\0")
            return "hex " + data.hex()
        if run.kind == "stream":
            return f"{run.data.split()[1].decode()} {run.first + offset}"
        if len(run.data) == PAGE_SIZE and len(set(run.data)) == 1:
            return f"fill {run.data[0]:02x}"
        return "hex " + run.data[:6].hex() + "…"

    def _bytes(self, content: int, length: int = PAGE_SIZE) -> bytes:
        run = self._run(content)
        offset = content - run.first_id
        if run.kind == "number":
            return (run.first + offset).to_bytes(8, "big").rstrip(b"\0")
        if run.kind == "stream":
            name = run.data + b" " + str(run.first + offset).encode()
            return _blake3(name, length).rstrip(b"\0")
        return run.data

    def _run(self, content: int) -> _Run:
        return self._runs[bisect_right(self._first_ids, content) - 1]

    def _new_run(self, count: int, kind: str, first: int, data: bytes) -> int:
        first_id = self.count
        self._runs.append(_Run(first_id, count, kind, first, data))
        self._first_ids.append(first_id)
        self.count += count
        if kind == "number" and first_id == self.in_order and first > self._last_in_order:
            self.in_order, self._last_in_order = self.count, first + count - 1
        if self.count > np.iinfo(np.int32).max:
            raise OverflowError("more than 2^31 different page contents")
        return first_id

    def _interval(self, stream: bytes, first: int, count: int) -> np.ndarray:
        """Ids of a stretch of a run, making those parts of it that are new."""
        known = self._intervals.setdefault(stream, [])
        ids = np.empty(count, np.int32)
        kind = "number" if stream == b"number" else "stream"
        at, stop = first, first + count
        place = max(0, bisect_right(known, (at, 1 << 80, 0)) - 1)
        while at < stop:
            if place < len(known) and known[place][1] <= at:
                place += 1
                continue
            if place < len(known) and known[place][0] <= at:
                low, high, first_id = known[place]
                end = min(high, stop)
                _number(ids[at - first : end - first], first_id + at - low)
            else:
                end = min(stop, known[place][0]) if place < len(known) else stop
                first_id = self._new_run(end - at, kind, at, stream)
                known.insert(place, (at, end, first_id))
                _number(ids[at - first : end - first], first_id)
            at = end
            place += 1
        return ids


def _blake3(data: bytes, length: int) -> bytes:
    digest: bytes = _hasher()(data).digest(length=length)
    return digest


@cache
def _hasher() -> Callable[[bytes], Any]:
    from blake3 import blake3  # many machines need none

    return blake3


def _number(ids: np.ndarray, first: int) -> None:
    """Write first, first+1, … into `ids` (int32), some at a time so that a long run needs no second array."""
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        part[:] = np.arange(first + start, first + start + len(part), dtype=np.int32)
