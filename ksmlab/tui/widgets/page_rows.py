"""The geometry of the page map: which row and column shows which pages, at any zoom."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from ksmlab.snapshot.processes import ProcessView, RegionView

GROUP = 4  # cells that stand together
CELL = 2  # columns of a cell: a mark and a letter
COLUMNS = (64, 56, 48, 40, 32, 24, 16, 8, 4)
SMALL = 512  # pages up to which a cell is always one page
LABEL = 14  # columns at most for `vm1 ram`


@dataclass(frozen=True, slots=True)
class Strip:
    """One row of cells: pages [first, first + pages) of a region; `first` counts within the region."""

    region: RegionView
    first: int
    pages: int


class Geometry:
    """Rows of `columns` cells, `per_cell` pages in each. Rows are counted without those of a second kernel."""

    def __init__(
        self, processes: Sequence[ProcessView], width: int, per_cell: int, kernels: Sequence[str] = ()
    ) -> None:
        self.per_cell = per_cell
        self.kernels = tuple(kernels)  # names to stand before the rows where there are two
        alive = [process for process in processes if not process.exited]
        self.regions = [region for process in alive for region in process.regions]
        labels = [len(f"{region.process} {region.name}") for region in self.regions]
        self.label = min(LABEL, max(labels, default=0))
        self.index = max((len(str(region.pages - 1)) for region in self.regions), default=1)
        self.kernel = max((len(name) + 1 for name in kernels), default=0)
        self.left = self.label + 1 + self.kernel + self.index + 1
        room = width - self.left
        self.columns = next((count for count in COLUMNS if count * CELL + (count - 1) // GROUP <= room), COLUMNS[-1])
        self.per_row = self.columns * per_cell
        self._starts: list[int] = []
        rows = 0
        for region in self.regions:
            self._starts.append(rows)
            rows += -(-region.pages // self.per_row)
        self.rows = rows

    def strip(self, row: int) -> Strip:
        """What a row shows."""
        place = bisect_right(self._starts, row) - 1
        region = self.regions[place]
        first = (row - self._starts[place]) * self.per_row
        return Strip(region, first, min(self.per_row, region.pages - first))

    def slot_at(self, row: int, column: int) -> int | None:
        """The (first) page of the cell at a column of text, None beside the cells."""
        if not 0 <= row < self.rows or column < self.left:
            return None
        group, rest = divmod(column - self.left, GROUP * CELL + 1)
        cell = group * GROUP + rest // CELL
        strip = self.strip(row)
        page = strip.first + cell * self.per_cell
        if rest >= GROUP * CELL or page >= strip.first + strip.pages:
            return None
        return strip.region.first_slot + page

    def row_of(self, slot: int) -> int | None:
        """The row that shows a page."""
        for start, region in zip(self._starts, self.regions, strict=True):
            if region.first_slot <= slot <= region.last_slot:
                return start + (slot - region.first_slot) // self.per_row
        return None

    def move(self, slot: int, rows: int, cells: int) -> int:
        """The page that many rows down and cells to the right of a page, as near as there is."""
        row = self.row_of(slot)
        if row is None:
            return self.strip(0).region.first_slot
        strip = self.strip(row)
        cell = (slot - strip.region.first_slot - strip.first) // self.per_cell + cells
        if cell < 0 or cell * self.per_cell >= strip.pages:
            rows += -1 if cell < 0 else 1
            cell = self.columns - 1 if cell < 0 else 0
        target = row + rows
        if not 0 <= target < self.rows:
            return slot
        strip = self.strip(target)
        page = strip.first + min(cell * self.per_cell, max(0, strip.pages - 1))
        return strip.region.first_slot + page


def fitting(processes: Sequence[ProcessView], width: int, room: int, kernels: Sequence[str]) -> int:
    """One page a cell as long as that is a few screens to scroll, then the zoom that shows everything."""
    alive = [region for process in processes if not process.exited for region in process.regions]
    if sum(region.pages for region in alive) <= SMALL:
        return 1
    per_cell = 1
    while Geometry(processes, width, per_cell, kernels).rows > max(len(alive), room * 3 if per_cell == 1 else room):
        per_cell *= 4
    return per_cell
