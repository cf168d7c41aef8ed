"""From a scenario's contents to content ids: what a region or a write puts into pages."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from blake3 import blake3

from ksmlab.memory.address_space import NOT_MAPPED, ZERO_READ
from ksmlab.memory.contents import PAGE_SIZE, ZERO, Contents
from ksmlab.scenario.model import Content, Mix

CHUNK = 1 << 22  # pages drawn at a time, so that a large mix needs little memory


class Filler:
    """Turns contents into ids for one scenario; remembers how many pages of their own its mixes have made."""

    def __init__(self, contents: Contents, seed: int) -> None:
        self._contents = contents
        self._seed = seed
        self._mixes = 0
        self._own = 0

    def ids(self, runs: Iterable[Content]) -> np.ndarray:
        """int32, one for each page of the runs: a content id, or NOT_MAPPED or ZERO_READ."""
        runs = tuple(runs)
        ids = np.empty(sum(run.pages for run in runs), np.int32)
        at = 0
        for run in runs:
            self._fill(ids[at : at + run.pages], run)
            at += run.pages
        return ids

    def copy(self) -> Filler:
        """A copy that draws on from here."""
        twin = Filler(self._contents, self._seed)
        twin._mixes, twin._own = self._mixes, self._own
        return twin

    def _fill(self, ids: np.ndarray, run: Content) -> None:
        value, pages = run.value, run.pages
        match run.kind:
            case "untouched":
                ids[:] = NOT_MAPPED
            case "read":
                ids[:] = ZERO_READ
            case "zero":
                ids[:] = ZERO
            case "hex" | "text":
                assert isinstance(value, bytes)
                ids[:] = self._contents.intern(value)
            case "fill":
                assert isinstance(value, bytes)
                ids[:] = self._contents.intern(value[:1] * PAGE_SIZE)
            case "unique":
                assert isinstance(value, int)
                ids[:] = self._contents.numbers(value, pages)
            case "random":
                assert isinstance(value, int)
                ids[:] = self._contents.stream(f"random {self._seed} {value}".encode(), 0, pages)
            case "mix":
                assert isinstance(value, Mix)
                self._draw(ids, value)

    def _draw(self, ids: np.ndarray, mix: Mix) -> None:
        """Each page is zero, one of `distinct` shared contents, or one of its own, by the mix's shares."""
        self._mixes += 1
        name = f"ksmlab mix {self._seed} {self._mixes}".encode()
        generator = np.random.Generator(np.random.PCG64(int.from_bytes(blake3(name).digest(16), "big")))
        shared = self._contents.stream(f"shared {self._seed}".encode(), 0, mix.distinct)
        for start in range(0, len(ids), CHUNK):
            part = ids[start : start + CHUNK]
            drawn = generator.random(len(part), dtype=np.float32)
            part[:] = shared[generator.integers(0, mix.distinct, len(part), dtype=np.int32)]
            part[drawn < mix.zero] = ZERO
            own = drawn >= mix.zero + mix.duplicate
            count = int(np.count_nonzero(own))
            if count:
                part[own] = self._contents.stream(f"own {self._seed}".encode(), self._own, count)
                self._own += count
