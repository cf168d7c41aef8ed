"""Physical memory: the zero page first, with all that maps it; then the most shared frames."""

from __future__ import annotations

from rich.cells import cell_len

from ksmlab.snapshot.frames import FrameTotals, FrameView, ZeroFrame, frame_totals, frames, zero_frame
from ksmlab.snapshot.page import page_info
from ksmlab.tui.lines import Line, Span, fit, wrap
from ksmlab.tui.picks import FramePick, NodePick, PagePick, ZeroPick
from ksmlab.tui.stage import LARGE
from ksmlab.tui.widgets.panel import Panel


class Frames(Panel):
    """One line a frame: number, KSM page, contents, how many map it, and which pages."""

    title = "Frames"
    has_cursor = True
    _moment = (-1, -1)
    _totals: FrameTotals
    _zeros: ZeroFrame
    _frames: tuple[FrameView, ...]

    def lines(self, width: int) -> list[Line]:
        """Totals, the zero page, frames."""
        lab, palette = self.stage.lab, self.palette
        moment = (self.stage.moment, self.stage.active)
        if moment != self._moment:  # looked at once a moment, however often it is drawn
            large = self.stage.pages > LARGE
            self._moment = moment
            self._totals, self._zeros = frame_totals(lab), zero_frame(lab, slots=48)
            self._frames = frames(lab, limit=12 if large else 64, slots=24)
        totals = self._totals
        head = f"{totals.in_use:,} in use · {totals.ksm_pages:,} KSM pages · {totals.free:,} freed"
        head += f" · {totals.saved:,} saved"
        lines: list[Line] = [[Span(head, palette["dim"])]]
        lines += self._zero(self._zeros, width)
        for view in self._frames:
            lines.append(self._frame(view, width))
        return lines

    def _zero(self, zero: ZeroFrame, width: int) -> list[Line]:
        palette, pick = self.palette, ZeroPick()
        lit = isinstance(self.stage.selection, ZeroPick) or self._selected_is_zero()
        mark = "▸" if lit else " "
        total = zero.by_ksm + zero.by_read
        head: list[Span] = [
            Span(f"{mark}zero page ", palette["zero frame"], pick),
            Span(f"×{total:,} ", palette["strong"], pick),
            Span(" Z ", palette["zero_ksm"], pick),
            Span(f" {zero.by_ksm:,} by KSM  ", palette["text"], pick),
            Span(" z ", palette["zero_read"], pick),
            Span(f" {zero.by_read:,} by a read", palette["text"], pick),
        ]
        lines: list[Line] = [head]
        if total:
            lines += self._mappers("  Z ", zero.ksm_slots, zero.by_ksm, width)
            lines += self._mappers("  z ", zero.read_slots, zero.by_read, width)
            lines += [[Span("  ", palette["dim"]), *line] for line in wrap(self._told(zero), width - 2, palette["dim"])]
        return lines

    def _told(self, zero: ZeroFrame) -> str:
        """How the chosen kernel tells the two apart, and what an unmerge does to them."""
        tracking = self.stage.lab.features.zero_page_tracking
        counted = "" if zero.counted is None else f" Its counter says {zero.counted:,}."
        if tracking == "none":
            return "This kernel cannot tell them apart and counts neither; an unmerge leaves KSM's shared."
        if tracking == "item_flag":
            return (
                "v3 tells KSM's by a flag of the rmap_item; ksmd unshares them when it passes after an unmerge."
                + counted
            )
        return "KSM's have the dirty bit in their page-table entry; an unmerge unshares them at once." + counted

    def _mappers(self, ahead: str, slots: tuple[int, ...], count: int, width: int) -> list[Line]:
        if not slots:
            return []
        return [[Span(ahead, self.palette["dim"]), *self._names(slots, count, width - cell_len(ahead))]]

    def _frame(self, view: FrameView, width: int) -> Line:
        palette, selection = self.palette, self.stage.selection
        pick = FramePick(view.frame)
        selected = selection == pick or self._maps(view)
        spans = [Span(f"{'▸' if selected else ' '}#{view.frame:<5}", palette["strong" if selected else "dim"], pick)]
        if view.serial >= 0:
            spans.append(Span(f"{view.label:^3}", palette.node(view.serial), pick))
        else:
            spans.append(Span("   ", palette["dim"], pick))
        spans += [
            Span(f" ×{view.mapcount:<4,}", palette["strong" if view.mapcount > 1 else "dim"], pick),
            Span(fit(view.description, 12) + " ", palette["text"], pick),
        ]
        return [*spans, *self._names(view.slots, view.mapcount, width - 28)]

    def _names(self, slots: tuple[int, ...], count: int, room: int) -> list[Span]:
        """The pages by name, as many as there is room for."""
        spans: list[Span] = []
        for place, slot in enumerate(slots):
            name = self.stage.lab.page_name(slot)
            if cell_len(name) + 1 + 6 * (count > place + 1) > room:
                break
            style = self.palette["strong" if slot == self.stage.slot else "dim"]
            spans.append(Span(name + " ", style, PagePick(slot)))
            room -= cell_len(name) + 1
        if len(spans) < count:
            spans.append(Span(f"+{count - len(spans):,}", self.palette["faint"]))
        return spans

    def _maps(self, view: FrameView) -> bool:
        selection = self.stage.selection
        if isinstance(selection, PagePick):
            return page_info(self.stage.lab, selection.slot, sharers=0).frame == view.frame
        if isinstance(selection, NodePick):
            return view.serial in self.stage.light().serials
        return False

    def _selected_is_zero(self) -> bool:
        slot = self.stage.slot
        return slot is not None and page_info(self.stage.lab, slot, sharers=0).zero
