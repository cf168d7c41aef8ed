"""The page map: each process's regions as strips of cells, one cell a page, or many where the machine is large."""

from __future__ import annotations

import numpy as np
from textual import events
from textual.geometry import Size
from textual.strip import Strip as Drawn

from ksmlab.snapshot.cells import page_states
from ksmlab.snapshot.states import WORDS, PageState
from ksmlab.tui.lines import Line, Span, plain, strip
from ksmlab.tui.mixes import Mixes
from ksmlab.tui.picks import PagePick
from ksmlab.tui.stage import Stage
from ksmlab.tui.widgets import page_cells
from ksmlab.tui.widgets.legend import legend, states_seen
from ksmlab.tui.widgets.minimap import minimap
from ksmlab.tui.widgets.page_rows import GROUP, Geometry, fitting
from ksmlab.tui.widgets.panel import Panel

LARGEST_CELL = 1 << 24  # pages
MANY = 20_000  # pages beyond which there is a mini-map at any zoom


class Pages(Panel):
    """All pages. Only the rows in sight are drawn, so that a million pages cost what is seen of them.

    per_cell: pages in a cell; 0 chooses the least that shows everything, one where that fits by scrolling a little.
    """

    title = "Pages"

    def __init__(self, stage: Stage, name: str) -> None:
        super().__init__(stage, name)
        self.per_cell = 0
        self.geometry = Geometry((), 80, 1)
        self._look = page_cells.Look(stage.light())
        self._kept = [Mixes() for _ in stage.sides]
        self._mixes: dict[int, dict[int, np.ndarray]] = {}
        self._legend: list[Line] = []

    @property
    def per_page(self) -> int:
        """Rows that a strip takes: two kernels have one each and a row for what differs."""
        return 3 if self.stage.two else 1

    def wished_rows(self, width: int) -> int:
        """Rows that it would like for one page a cell, with the legend."""
        return Geometry(self.stage.processes(), width, 1, self._kernels()).rows * self.per_page + 1 + self.stage.two

    def update_view(self) -> None:
        """Something changed: nothing drawn counts any more."""
        size = self.inner
        if size.width <= 0 or not self.display:
            return
        processes = self.stage.processes()
        room = max(1, (size.height - 1) // self.per_page)
        per_cell = self.per_cell or fitting(processes, size.width, room, self._kernels())
        self.geometry = Geometry(processes, size.width, per_cell, self._kernels())
        self._mixes = {}
        if self._pages() > MANY or per_cell > 1:
            self._mixes = {
                id(side): kept.at_least(side.lab, self.geometry.regions, per_cell)
                for side, kept in zip(self.stage.sides, self._kept, strict=True)
            }
        side, slot = self.stage.side, self.stage.slot
        self._look = page_cells.Look(self.stage.light(), slot, self._marked(), side.compared(), self._mixes)
        seen = states_seen(self.stage.sides, self.geometry.regions, self._mixes)
        self._legend = [legend(seen, size.width, self.palette)]
        if self._mixes:
            self._legend.append(self._minimap(size.width))
        self.virtual_size = Size(size.width, self.geometry.rows * self.per_page + len(self._legend))
        zoom = f" · {self.geometry.per_cell:,} pages a cell" if self.geometry.per_cell > 1 else ""
        self.entitle(f"Pages{zoom}", self._selection_words())
        self._lines, old = [self._row(y) for y in range(size.height)], self._lines
        self.draw_again(old)

    def render_line(self, y: int) -> Drawn:
        """A row of cells; the legend keeps the last rows of the frame."""
        return strip(self._lines[y] if y < len(self._lines) else self._row(y), self.inner.width, self.ground)

    def zoom(self, times: float) -> None:
        """More (4) or fewer (1/4) pages in a cell; the selected page stays in sight."""
        self.per_cell = int(min(LARGEST_CELL, max(1, self.geometry.per_cell * times)))
        self.update_view()
        self.show_slot(self.stage.slot)

    def move(self, rows: int, columns: int) -> None:
        """Move the selected page; the first move selects ksmd's, or the first one."""
        slot = self.stage.slot
        if not self.geometry.rows:
            return
        if slot is None:
            hand = self.stage.side.hand.slot
            target = hand if hand is not None else self.geometry.strip(0).region.first_slot
        else:
            target = self.geometry.move(slot, rows, columns)
        self.pick(PagePick(target))
        self.show_slot(target)

    def show_slot(self, slot: int | None) -> None:
        """Scroll a page into sight."""
        row = self.geometry.row_of(slot) if slot is not None else None
        if row is None:
            return
        row, top = row * self.per_page, int(self.scroll_offset.y)
        height = self.inner.height - len(self._legend)
        if not top <= row <= top + height - self.per_page:
            self.scroll_to(y=max(0, row - height // 2), animate=False, immediate=True)

    def on_click(self, event: events.Click) -> None:
        """Select the page under the mouse."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        row = (offset.y + int(self.scroll_offset.y)) // self.per_page
        slot = self.geometry.slot_at(row, offset.x)
        if slot is not None and offset.y < self.inner.height - len(self._legend):
            if event.shift:  # from the page that was selected to this one
                self.stage.anchor = self.stage.slot
            self.pick(PagePick(slot))

    def text(self) -> str:
        """The whole map as text, as far as that is reasonable."""
        rows = min(self.geometry.rows * self.per_page, 2_000)
        return plain([self._line(row) for row in range(rows)])

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """The legend stays while the rows move: draw everything."""
        super().watch_scroll_y(old_value, new_value)
        if self._mixes and self._legend:
            self._legend[-1:] = [self._minimap(self.inner.width)]
        self._lines = [self._row(y) for y in range(self.inner.height)]
        self.refresh()

    # ------------------------------------------------------------------ inside

    def _row(self, y: int) -> Line:
        """What stands in a row of the panel: cells, or the legend in its last rows."""
        legend = y - (self.inner.height - len(self._legend))
        if legend >= 0 and self._legend:
            return self._legend[legend]
        row = y + int(self.scroll_offset.y)
        return self._line(row) if row < self.geometry.rows * self.per_page else []

    def _line(self, row: int) -> Line:
        strip_row, part = divmod(row, self.per_page)
        shown = self.geometry.strip(strip_row)
        if part < 2:
            side = part if self.stage.two else self.stage.active
            first = row == int(self.scroll_offset.y)
            return page_cells.label(shown, self.geometry, self.palette, part, first) + self._cells(side, strip_row)
        return self._differences(strip_row)

    def _cells(self, side: int, strip_row: int) -> list[Span]:
        shown = self.geometry.strip(strip_row)
        return page_cells.cells(self.stage.sides[side], shown, self.geometry, self._look, self.palette)

    def _differences(self, strip_row: int) -> Line:
        shown, per_cell = self.geometry.strip(strip_row), self.geometry.per_cell
        differs = self.stage.differing(shown.region)[shown.first : shown.first + shown.pages]
        text = ""
        for cell in range(0, -(-shown.pages // per_cell)):
            if cell and cell % GROUP == 0:
                text += " "
            text += " ≠" if differs[cell * per_cell : (cell + 1) * per_cell].any() else "  "
        return [Span(" " * self.geometry.left, self.palette["text"]), Span(text, self.palette["differs"])]

    def _minimap(self, width: int) -> Line:
        mixes = self._mixes[id(self.stage.side)]
        return minimap(mixes, self.geometry.regions, self._window(), width, self.palette)

    def _pages(self) -> int:
        return sum(region.pages for region in self.geometry.regions)

    def _kernels(self) -> tuple[str, ...]:
        return tuple(side.lab.kernel for side in self.stage.sides) if self.stage.two else ()

    def _marked(self) -> tuple[int, int] | None:
        return self.stage.marked() if self.stage.anchor is not None else None

    def _window(self) -> tuple[float, float]:
        """Which part of all rows is in sight."""
        rows = max(1, self.geometry.rows * self.per_page)
        top = int(self.scroll_offset.y)
        return top / rows, min(1.0, (top + self.inner.height) / rows)

    def _selection_words(self) -> str:
        slot = self.stage.slot
        if slot is None:
            return ""
        if self.geometry.per_cell > 1:
            region = next((one for one in self.geometry.regions if one.first_slot <= slot <= one.last_slot), None)
            pages = min(self.geometry.per_cell, region.last_slot - slot + 1) if region else 1
            return page_cells.mix_words(self.stage.side, slot, pages)
        state = PageState(int(page_states(self.stage.lab, slot, slot)[0]))
        return f"{self.stage.lab.page_name(slot)} {WORDS[state].name}"
