"""Views: panels, zoom, themes, the clipboard, help and the other screens."""

from __future__ import annotations

from textual.command import CommandPalette

from ksmlab.tui.picks import CounterPick, KnobPick
from ksmlab.tui.screens.base import LabBase
from ksmlab.tui.theme import NAMES, theme_after
from ksmlab.tui.widgets.panel import Panel
from ksmlab.tui.widgets.trees import Trees


class ViewActions(LabBase):
    """What is shown, and how."""

    def show_panel(self, name: str) -> None:
        """Bring a panel into sight and give it the focus."""
        self.only = ""
        self.open_panel = name
        self.update_view()
        self.call_after_refresh(self.panels[name].focus)

    def action_show_counters(self) -> None:
        """Counters and knobs."""
        self.show_panel("counters")

    def action_show_trees(self) -> None:
        """Both trees, made where that was put off."""
        self.show_panel("trees")
        trees = self.panels["trees"]
        assert isinstance(trees, Trees)
        self.call_after_refresh(trees.want)

    def action_show_story(self) -> None:
        """The story."""
        self.show_panel("story")

    def action_show_why(self) -> None:
        """Why."""
        self.show_panel("why")

    def action_show_frames(self) -> None:
        """Frames."""
        self.show_panel("frames")

    def action_show_processes(self) -> None:
        """Processes."""
        self.show_panel("processes")

    def action_show_console(self) -> None:
        """The console's answers."""
        self.show_panel("console")

    def action_show_kernels(self) -> None:
        """How the two kernels differ."""
        if not self.stage.two:
            self.tell("One kernel. :versus 6.1 puts another one beside it.")
            return
        self.show_panel("kernels")

    def action_next_panel(self) -> None:
        """The focus goes on."""
        self._turn(1)

    def action_previous_panel(self) -> None:
        """The focus goes back."""
        self._turn(-1)

    def _turn(self, way: int) -> None:
        shown = list(self.shown_panels())
        if shown:
            place = shown.index(self.focused) if self.focused in shown else -way
            shown[(place + way) % len(shown)].focus()

    def action_enlarge(self) -> None:
        """The panel in focus alone, or all again."""
        focused = self.focused
        name = (focused.id or "") if isinstance(focused, Panel) else "pages"
        self.only = "" if self.only else name
        self.update_view()

    def action_zoom_in(self) -> None:
        """Fewer pages in a cell."""
        self.pages.zoom(1 / 4)

    def action_zoom_out(self) -> None:
        """More pages in a cell."""
        self.pages.zoom(4)

    def action_story_of_page(self) -> None:
        """The selected page's story alone, or the whole."""
        self.stage.story_of_page = not self.stage.story_of_page and self.stage.slot is not None
        if self.stage.slot is None:
            self.tell("Select a page first: hjkl or the mouse.")
        self.update_view()

    def action_explain(self) -> None:
        """What is under the cursor."""
        focused = self.focused
        if isinstance(focused, Panel) and focused.has_cursor:
            focused.pick_row()
        self.show_panel("why")

    def action_copy(self) -> None:
        """The text of the panel in focus."""
        focused = self.focused
        panel = focused if isinstance(focused, Panel) else self.pages
        self.app.copy_to_clipboard(panel.text())
        self.tell(f"Copied: {panel.border_title}")

    def action_theme(self, name: str = "") -> None:
        """The next theme, or the one named."""
        if name and name not in NAMES:
            self.tell(f"no theme {name!r}: there are {', '.join(NAMES)}", good=False)
            return
        self.app.theme = name or theme_after(self.app.theme)
        self.tell(f"Theme {self.app.theme}")
        self.call_after_refresh(self.update_view)

    def action_about(self) -> None:
        """What the scenario is about."""
        from ksmlab.tui.screens.about import About

        self.app.push_screen(About(self.stage.lab))

    def action_help(self) -> None:
        """The keys; in the counters, what the one under the cursor means."""
        from ksmlab.tui.screens.help import Help

        focused = self.focused
        if isinstance(focused, Panel) and focused.id == "counters" and not self._explained(focused):
            self.action_explain()
            return
        self.app.push_screen(Help())

    def _explained(self, panel: Panel) -> bool:
        """What is under the cursor is explained already."""
        before = self.stage.selection
        return isinstance(before, CounterPick | KnobPick) and "why" in self.plan.places

    def action_library(self) -> None:
        """Another scenario."""
        from ksmlab.tui.screens.library import Library

        self.app.push_screen(Library())

    def action_palette(self) -> None:
        """All actions by name."""
        self.app.push_screen(CommandPalette(placeholder="what to do?"))

    def action_quit_lab(self) -> None:
        """Leave."""
        self.app.exit()
