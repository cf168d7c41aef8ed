"""What ksmd's work costs: comparisons and checksums counted, and the virtual clock that they move."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

NS_PER_MS = 1_000_000


@dataclass(slots=True)
class Costs:
    """Counts since the start. Page comparisons (memcmp_pages) are told apart by what they were for."""

    stable_search: int = 0
    stable_insert: int = 0
    unstable_search: int = 0
    identical: int = 0  # pages_identical, under write protection in try_to_merge_one_page
    checksums: int = 0

    @property
    def memcmp_pages(self) -> int:
        """All calls of memcmp_pages."""
        return self.stable_search + self.stable_insert + self.unstable_search + self.identical

    def as_row(self) -> dict[str, int]:
        """For a replay row: the contract's two first, then each tree's share."""
        shares = {spec.name: getattr(self, spec.name) for spec in fields(self) if spec.name != "checksums"}
        return {"memcmp_pages": self.memcmp_pages, "checksums": self.checksums, **shares}


@dataclass(slots=True)
class ClockCosts:
    """Nanoseconds of ksmd's time for each operation on the virtual clock; a scenario's `clock:` changes them.

    No cost depends on the shape of a tree, so that the clock is the same whether or not trees are walked.
    """

    visit_ns: int = 300  # the cursor finds a page and its item
    skip_ns: int = 100  # smart scan passes one over
    checksum_ns: int = 400  # xxh64 of 4 KiB
    search_ns: int = 600  # one search of a tree
    merge_ns: int = 1500  # write protection, comparison, the new entry, the page freed
    wakeup_ns: int = 5000  # the thread wakes and takes its locks


@dataclass(slots=True)
class Clock:
    """The machine's time in ns since boot, and ksmd's run time."""

    costs: ClockCosts = field(default_factory=ClockCosts)
    now_ns: int = 0
    runtime_ns: int = 0

    def work(self, ns: int) -> None:
        """ksmd works."""
        self.now_ns += ns
        self.runtime_ns += ns

    def sleep(self, sleep_ms: int) -> None:
        """ksmd sleeps."""
        self.now_ns += sleep_ms * NS_PER_MS

    @property
    def now_ms(self) -> int:
        """The time in ms, as jiffies give it to the chains."""
        return self.now_ns // NS_PER_MS
