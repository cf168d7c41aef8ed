"""Selection: with the keys through whatever panel has the focus; pages by what they are."""

from __future__ import annotations

from ksmlab.errors import UsageError
from ksmlab.snapshot.processes import locate
from ksmlab.tui.finding import find
from ksmlab.tui.picks import PagePick, ZeroPick
from ksmlab.tui.screens.base import LabBase
from ksmlab.tui.widgets.panel import Panel


class SelectionActions(LabBase):
    """Moves the selection."""

    def _move(self, rows: int, columns: int) -> None:
        focused = self.focused
        panel = focused if isinstance(focused, Panel) else self.pages
        panel.move(rows, columns)

    def action_select_up(self) -> None:
        """One row up."""
        self._move(-1, 0)

    def action_select_down(self) -> None:
        """One row down."""
        self._move(1, 0)

    def action_select_left(self) -> None:
        """One cell to the left."""
        self._move(0, -1)

    def action_select_right(self) -> None:
        """One cell to the right."""
        self._move(0, 1)

    def action_select_hand(self) -> None:
        """The page that ksmd looks at next."""
        hand = self.stage.side.hand
        if hand.slot is None:
            self.tell(str(hand))
            return
        self.show_page(hand.slot)

    def show_page(self, slot: int) -> None:
        """Select a page and scroll it into sight."""
        self.select(PagePick(slot))
        self.pages.show_slot(slot)

    def action_select_zero(self) -> None:
        """The zero page."""
        if "frames" in self.plan.tabs:
            self.open_panel = "frames"
        self.select(ZeroPick())

    def action_select_region(self) -> None:
        """All pages of the selected page's region."""
        slot = self.stage.slot
        if slot is None:
            self.tell("Select a page first: hjkl or the mouse.")
            return
        here = locate(self.stage.lab, slot)
        first = slot - here.page
        pages = next(
            region.pages
            for process in self.stage.processes()
            for region in process.regions
            if region.first_slot == first
        )
        self.stage.anchor = first
        self.select(PagePick(first + pages - 1))

    def action_mark(self) -> None:
        """Begin a range at the selected page, or end it."""
        if self.stage.slot is None:
            self.tell("Select a page first: hjkl or the mouse.")
            return
        self.stage.anchor = self.stage.slot if self.stage.anchor is None else None
        self.update_view()

    def action_unselect(self) -> None:
        """Nothing is selected, no decision is stepped through, no panel is alone, nothing is run on for."""
        self.stop_hunt()
        self.stage.decision, self.stage.anchor, self.only = None, None, ""
        self.select(None)

    def action_find(self, what: str = "") -> None:
        """The next page that is what was asked for."""
        if not what:
            self.ask("find", self.action_find, self.stage.found)
            return
        self.stage.found = what
        with self.told():
            slot = find(self.stage.lab, what, (self.stage.slot if self.stage.slot is not None else -1) + 1)
            if slot is None:
                raise UsageError(f"no page is {what}")
            self.show_page(slot)

    def action_find_next(self) -> None:
        """The next one."""
        if not self.stage.found:
            self.tell("/ finds pages first.")
            return
        self.action_find(self.stage.found)
