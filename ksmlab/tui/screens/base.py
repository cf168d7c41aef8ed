"""What the groups of actions share: the stage, the panels, telling people what went wrong."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from typing import TYPE_CHECKING

from textual.screen import Screen

from ksmlab.errors import KsmlabError
from ksmlab.tui.picks import Pick

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ksmlab.snapshot.hunt import Hunt
    from ksmlab.tui.plan import Plan
    from ksmlab.tui.stage import Stage
    from ksmlab.tui.widgets.bar import Footer
    from ksmlab.tui.widgets.pages import Pages
    from ksmlab.tui.widgets.panel import Panel
    from ksmlab.tui.widgets.prompt import Prompt


class LabBase(Screen[None]):
    """A screen over a stage."""

    stage: Stage
    panels: dict[str, Panel]
    pages: Pages
    prompt: Prompt
    footer: Footer
    open_panel: str
    only: str

    @property
    def plan(self) -> Plan:
        """Where everything is."""
        raise NotImplementedError

    def shown_panels(self) -> Iterator[Panel]:
        """The panels that are to be seen."""
        raise NotImplementedError

    def update_view(self) -> None:
        """Make everything anew."""
        raise NotImplementedError

    def select(self, pick: Pick | None) -> None:
        """Select something and show it everywhere."""
        self.stage.select(pick)
        self.update_view()

    def tell(self, words: str, good: bool = True) -> None:
        """A word to the person."""
        self.notify(words, severity="information" if good else "error", timeout=4 if good else 8, markup=False)

    def run_until(self, condition: str, answer: Callable[[str, bool], None]) -> None:
        """Run on until a condition holds; `answer` gets what came of it, and whether that is good."""
        raise NotImplementedError

    def begin_hunt(self, text: str, hunt: Hunt, ended: Callable[[bool], None]) -> None:
        """Run on until a hunt ends."""
        raise NotImplementedError

    def stop_hunt(self) -> bool:
        """End a hunt where it is."""
        raise NotImplementedError

    @contextmanager
    def told(self) -> Iterator[None]:
        """What people got wrong is said, not raised."""
        try:
            yield
        except KsmlabError as error:
            self.tell(str(error), good=False)

    def ask(self, action: str, then: Callable[[str], None], value: str = "") -> None:
        """Ask for what an action needs to be told; `then` gets it."""
        raise NotImplementedError

    def run_line(self, line: str) -> None:
        """Type a line into the console."""
        raise NotImplementedError

    def show_page(self, slot: int) -> None:
        """Select a page and scroll it into sight."""
        raise NotImplementedError
