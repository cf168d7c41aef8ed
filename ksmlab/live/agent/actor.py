"""One process of the scenario: does to its own memory what the program says, when it is told."""

from __future__ import annotations

import base64
import errno
import os
from contextlib import suppress
from functools import partial
from typing import Callable, Iterator

from ksmlab.live.agent import syscalls
from ksmlab.live.agent.frames import Regions
from ksmlab.live.agent.quiet import Spans
from ksmlab.live.agent.syscalls import PAGE_SIZE
from ksmlab.live.agent.types import Error, Op

BASE = 0x1000_0000_0000  # far from where programs, libraries and stacks lie


class Actor:
    """The memory of one process and what it can do with it; the methods are the actions of a program.

    `contents` are the program's pages in base64; `nodes` is the number of NUMA nodes that the machine has.
    """

    def __init__(self, contents: list[str], nodes: int) -> None:
        self.regions: Regions = {}
        self._contents, self._nodes = contents, nodes
        self._drain = syscalls.Drain()

    def do(self, op: Op) -> list[Error]:
        """Carry out one op; refusals that a real process would survive are returned, as the rows show them."""
        errors = list(getattr(self, "_" + op["action"])(op))
        self._drain()
        return errors

    def keep_out(self, spans: Spans) -> None:
        """MADV_UNMERGEABLE on these; what is gone meanwhile needs none."""
        for first, last in spans:
            with suppress(OSError):
                syscalls.advise(first, last - first, syscalls.ADVICE["unmergeable"])

    def _start(self, op: Op) -> Iterator[Error]:
        for region in op["regions"]:
            yield from self._map({"region": region})

    def _map(self, op: Op) -> Iterator[Error]:
        region = op["region"]
        address, pages = BASE + region["at"] * PAGE_SIZE, region["pages"]
        syscalls.map_pages(address, pages, region["node"] if self._nodes > 1 else None)
        self.regions[region["name"]] = (address, pages)
        self._fill(list(range(address, address + pages * PAGE_SIZE, PAGE_SIZE)), region["runs"])
        if region["mergeable"]:
            syscalls.advise(address, pages * PAGE_SIZE, syscalls.ADVICE["mergeable"])
        return iter(())

    def _write(self, op: Op) -> Iterator[Error]:
        self._fill([page for first, last in self._ranges(op) for page in range(first, last, PAGE_SIZE)], op["runs"])
        return iter(())

    def _read(self, op: Op) -> Iterator[Error]:
        for first, last in self._ranges(op):
            for page in range(first, last, PAGE_SIZE):
                syscalls.read_page(page)
        return iter(())

    def _madvise(self, op: Op) -> Iterator[Error]:
        advice = syscalls.ADVICE[op["advice"]]
        for first, last in self._ranges(op):
            yield from _refusal("madvise", partial(syscalls.advise, first, last - first, advice))

    def _prctl(self, op: Op) -> Iterator[Error]:
        yield from _refusal("prctl", partial(syscalls.merge_any, op["merge_any"]))

    def _unmap(self, op: Op) -> Iterator[Error]:
        for first, last in self._ranges(op):
            syscalls.unmap_pages(first, (last - first) // PAGE_SIZE)
        return iter(())

    def _fork(self, op: Op) -> Iterator[Error]:
        return iter(())  # the company has done it; what is left is to be quiet afterwards

    def _exit(self, op: Op) -> Iterator[Error]:
        os._exit(0)

    def _ranges(self, op: Op) -> list[tuple[int, int]]:
        start = self.regions[op["region"]][0]
        return [(start + first * PAGE_SIZE, start + (last + 1) * PAGE_SIZE) for first, last in op["ranges"]]

    def _fill(self, addresses: list[int], runs: list[list[int | str]]) -> None:
        at = iter(addresses)
        for count, content in runs:
            for _ in range(int(count)):
                address = next(at)
                if content == "read":
                    syscalls.read_page(address)
                elif content != "untouched":
                    syscalls.write_page(address, base64.b64decode(self._contents[int(content)]))


def _refusal(call: str, action: Callable[[], None]) -> Iterator[Error]:
    try:
        action()
    except OSError as refusal:
        yield {"call": call, "errno": errno.errorcode.get(refusal.errno or 0, str(refusal.errno))}
