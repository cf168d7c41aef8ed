"""The library: all scenarios that came with the lab, with what each shows; also any file by its path."""

from __future__ import annotations

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.screen import Screen
from textual.widgets import Input, Markdown, OptionList, Static
from textual.widgets.option_list import Option

from ksmlab.errors import KsmlabError
from ksmlab.lab import Lab
from ksmlab.scenario import load_scenario
from ksmlab.scenario.library import Entry, entries
from ksmlab.tui.stage import Stage


class Library(Screen[None]):
    """A list to choose from; what is typed filters it."""

    BINDINGS = [
        Binding("escape", "leave", "back"),
        Binding("down", "move(1)", "down", show=False),
        Binding("up", "move(-1)", "up", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._entries = entries()

    def compose(self) -> ComposeResult:
        """A line to type in, the list, and what the one under the cursor is about."""
        yield Static(
            " [b]ksmlab[/b] the kernel's samepage merging, one page at a time · [@click=screen.leave]esc leaves[/]",
            id="banner",
        )
        yield Input(
            placeholder="type to filter, or the path of a file; enter opens, esc goes back, ^q quits", compact=True
        )
        with Horizontal():
            yield OptionList(id="entries")
            with VerticalScroll(id="details"):
                yield Markdown(id="entry")

    def on_mount(self) -> None:
        """All of them."""
        self._fill("")
        self.query_one(Input).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Those that have what was typed."""
        self._fill(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """The one under the cursor, or the file of that path."""
        listing = self.query_one(OptionList)
        if listing.highlighted is not None and listing.option_count:
            self.open(str(listing.get_option_at_index(listing.highlighted).id))
        elif event.value.strip():
            self.open(event.value.strip())

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Clicked."""
        self.open(str(event.option.id))

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show what it is about."""
        entry = next((one for one in self._entries if one.name == event.option.id), None)
        if entry is not None:
            about = f"## {entry.title}\n\n{entry.about}\n\n`ksmlab run {entry.name}` · kernel {entry.kernel}"
            self.query_one("#entry", Markdown).update(about)

    def action_move(self, rows: int) -> None:
        """Through the list, while the line has the focus."""
        listing = self.query_one(OptionList)
        if rows > 0:
            listing.action_cursor_down()
        else:
            listing.action_cursor_up()

    def action_leave(self) -> None:
        """Back to the lab; quits where there is none."""
        if len(self.app.screen_stack) > 2:
            self.app.pop_screen()
        else:
            self.app.exit()

    def open(self, name: str) -> None:
        """The lab on that scenario."""
        from ksmlab.tui.screens.lab import LabScreen

        try:
            lab = Lab(load_scenario(name))
        except KsmlabError as error:
            self.notify(str(error), severity="error", timeout=10, markup=False)
            return
        while len(self.app.screen_stack) > 2:
            self.app.pop_screen()
        self.app.switch_screen(LabScreen(Stage([lab])))

    def _fill(self, text: str) -> None:
        words = text.lower().split()
        listing = self.query_one(OptionList)
        listing.clear_options()
        for entry in self._entries:
            if all(word in f"{entry.name} {entry.title} {entry.about}".lower() for word in words):
                listing.add_option(Option(_row(entry), id=entry.name))
        if listing.option_count:
            listing.highlighted = 0


def _row(entry: Entry) -> Text:
    text = Text(f"{entry.name:<26} ", style="bold", no_wrap=True, overflow="ellipsis")
    return text.append(entry.title, style="not bold")
