"""Which pages of a region are mapped, as a few intervals: regions can have millions of pages."""

from __future__ import annotations


class PageSet:
    """A set of page numbers, kept as sorted disjoint intervals with both ends included."""

    def __init__(self, pages: int) -> None:
        self.intervals: list[tuple[int, int]] = [(0, pages - 1)]

    def __len__(self) -> int:
        return sum(last - first + 1 for first, last in self.intervals)

    def __str__(self) -> str:
        return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in self.intervals)

    def copy(self) -> PageSet:
        """A set of its own with the same pages."""
        other = PageSet(0)
        other.intervals = list(self.intervals)
        return other

    def remove(self, first: int, last: int) -> None:
        """Take the pages from `first` to `last` out."""
        kept: list[tuple[int, int]] = []
        for low, high in self.intervals:
            if high < first or low > last:
                kept.append((low, high))
                continue
            if low < first:
                kept.append((low, first - 1))
            if high > last:
                kept.append((last + 1, high))
        self.intervals = kept

    def meets(self, first: int, last: int) -> bool:
        """Whether any page from `first` to `last` is in the set."""
        return any(low <= last and high >= first for low, high in self.intervals)

    def first_hole(self, first: int, last: int) -> int | None:
        """The first page from `first` to `last` that is not in the set; None when all are."""
        for low, high in self.intervals:
            if low > first:
                break
            first = max(first, high + 1)
        return first if first <= last else None
