"""A small machine to try ksmd on: processes of numbered pages, knobs by name, counters by name."""

from __future__ import annotations

import numpy as np

from ksmlab.errors import KernelErrno
from ksmlab.kernel.profiles import profile
from ksmlab.ksm.scan import scan_full_scans, scan_wakeups
from ksmlab.ksm.sysfs import read_counters, read_process
from ksmlab.ksm.validate import validate
from ksmlab.machine import Machine
from ksmlab.memory.address_space import NOT_MAPPED, ZERO_READ, Process

WORDS = {"read": ZERO_READ, "untouched": NOT_MAPPED}

Page = int | str
"""What a page holds: the number that it starts with (0: all zero), or one of WORDS."""


class Bench:
    """A machine under a kernel. Every process has one mergeable region, `ram`; knobs are written at the start."""

    def __init__(self, kernel: str = "6.18", nodes: int = 1, **knobs: int) -> None:
        self.machine = Machine(profile(kernel).features, nodes)
        self.ksm = self.machine.ksm
        if self.machine.features.smart_scan:
            knobs = {"smart_scan": 0, **knobs}
        for name, value in {"pages_to_scan": 1000, **knobs}.items():
            self.machine.write_sysfs(name, str(value))

    def start(self, name: str, *pages: Page, mergeable: bool = True, node: int = 0) -> Process:
        """A process with these pages."""
        process = self.machine.start_process(name)
        self.map(process, *pages, mergeable=mergeable, node=node)
        return process

    def map(self, process: Process, *pages: Page, region: str = "ram", mergeable: bool = True, node: int = 0) -> None:
        """A new region with these pages."""
        numbers = self.machine.memory.contents.numbers
        ids = [WORDS[page] if isinstance(page, str) else int(numbers(page, 1)[0]) for page in pages]
        mapped = self.machine.mmap(process, region, None, np.array(ids, np.int32), node)
        if mergeable:
            self.machine.madvise(process, mapped, 0, len(pages) - 1, "mergeable")

    def write(self, process: Process, first: int, *pages: int) -> None:
        """Write pages first, first + 1, …"""
        numbers = self.machine.memory.contents.numbers
        ids = np.array([int(numbers(page, 1)[0]) for page in pages], np.int32)
        self.machine.write(process, process.regions[0], first, ids)

    def read(self, process: Process, first: int, last: int) -> None:
        """Read pages."""
        self.machine.read(process, process.regions[0], first, last)

    def madvise(self, process: Process, first: int, last: int, advice: str) -> None:
        """madvise(2) on pages of the first region."""
        self.machine.madvise(process, process.regions[0], first, last, advice)

    def munmap(self, process: Process, first: int, last: int) -> None:
        """munmap(2) of pages of the first region."""
        self.machine.munmap(process, process.regions[0], first, last)

    def scan(self, wakeups: int = 1) -> None:
        """Wake-ups of ksmd, and every invariant checked."""
        scan_wakeups(self.ksm, wakeups)
        validate(self.ksm)

    def passes(self, count: int = 1) -> None:
        """Full scans, and every invariant checked."""
        assert scan_full_scans(self.ksm, count)
        validate(self.ksm)

    def set(self, name: str, text: str | int) -> None:
        """Write to /sys/kernel/mm/ksm; KernelErrno when refused."""
        self.machine.write_sysfs(name, str(text))

    def refusal(self, name: str, text: str | int) -> str:
        """The errno that such a write is refused with; "" when it is taken."""
        try:
            self.set(name, text)
        except KernelErrno as refused:
            return refused.errno
        return ""

    def __getitem__(self, name: str) -> int:
        """A counter of /sys/kernel/mm/ksm."""
        return read_counters(self.ksm)[name]

    def four(self) -> tuple[int, int, int, int]:
        """pages_shared, pages_sharing, pages_unshared, pages_volatile."""
        return self["pages_shared"], self["pages_sharing"], self["pages_unshared"], self["pages_volatile"]

    def of(self, process: Process, field: str) -> int:
        """A field of a process's ksm_stat."""
        value = read_process(self.ksm, process)[field]
        assert isinstance(value, int)
        return value

    def entries(self, process: Process) -> list[int]:
        """What each page of the first region maps: a frame, ZERO_KSM, ZERO_READ or NOT_MAPPED."""
        region = process.regions[0]
        found: list[int] = self.machine.memory.pages.frame[
            region.first_slot : region.first_slot + region.pages
        ].tolist()
        return found
