"""What the scenario is about, in its author's words."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Markdown

from ksmlab.lab import Lab


class About(ModalScreen[None]):
    """Over the lab."""

    BINDINGS = [
        Binding("escape,I,q,space,enter", "dismiss", "close"),
    ]

    def __init__(self, lab: Lab) -> None:
        super().__init__()
        self._lab = lab

    def compose(self) -> ComposeResult:
        """The text, then which kernel plays it."""
        scenario = self._lab.scenario
        with VerticalScroll(classes="sheet") as sheet:
            sheet.border_title = scenario.title
            sheet.border_subtitle = "esc closes"
            yield Markdown(f"{scenario.about}\n\n*Kernel {self._lab.kernel}: {self._lab.profile.description}.*")
