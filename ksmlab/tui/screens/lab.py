"""The lab's screen: panels over a stage, laid out for the terminal's size. What can be done is in the mixins."""

from __future__ import annotations

from collections.abc import Iterator

from textual.app import ComposeResult
from textual.binding import Binding
from textual.geometry import Size
from textual.timer import Timer

from ksmlab.tui.actions import ACTIONS
from ksmlab.tui.picks import ActionPick, KnobPick, MomentPick, PromptPick
from ksmlab.tui.plan import Plan, Wish, pages_width
from ksmlab.tui.screens.asking import Asking
from ksmlab.tui.screens.by_hand import ByHandActions
from ksmlab.tui.screens.pairing import PairActions
from ksmlab.tui.screens.selecting import SelectionActions
from ksmlab.tui.screens.travelling import TravelActions
from ksmlab.tui.screens.viewing import ViewActions
from ksmlab.tui.stage import LARGE, Stage
from ksmlab.tui.widgets.bar import Footer, Tabs
from ksmlab.tui.widgets.body import Body
from ksmlab.tui.widgets.console_log import ConsoleLog
from ksmlab.tui.widgets.counters import Counters
from ksmlab.tui.widgets.frames import Frames
from ksmlab.tui.widgets.header import Header
from ksmlab.tui.widgets.kernels import Kernels
from ksmlab.tui.widgets.pages import Pages
from ksmlab.tui.widgets.panel import Panel
from ksmlab.tui.widgets.processes import Processes
from ksmlab.tui.widgets.prompt import Prompt
from ksmlab.tui.widgets.story import Story
from ksmlab.tui.widgets.timeline import Timeline
from ksmlab.tui.widgets.trees import Trees
from ksmlab.tui.widgets.why import Why

_PANELS: dict[str, type[Panel]] = {
    "counters": Counters,
    "trees": Trees,
    "story": Story,
    "why": Why,
    "frames": Frames,
    "processes": Processes,
    "console": ConsoleLog,
    "kernels": Kernels,
}


PATIENT = ("trees", "why", "frames", "kernels")  # panels that may look at every page
PATIENCE = 0.15  # seconds that they wait for on a large machine, so that keys do not wait for them
PATIENCE_PLAYING = 0.5  # and playing neither


class LabScreen(Asking, SelectionActions, TravelActions, ByHandActions, PairActions, ViewActions):
    """One or two labs on the screen."""

    BINDINGS = [
        Binding(key, action.name, action.short, show=False) for action in ACTIONS.values() for key in action.keys
    ]

    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self.stage = stage
        self.open_panel = "kernels" if stage.two else "why"
        self.only = ""
        self.pages = Pages(stage, "pages")
        self.panels: dict[str, Panel] = {"pages": self.pages}
        self.panels |= {name: panel(stage, name) for name, panel in _PANELS.items()}
        self.header, self.timeline, self.tabs = Header(stage), Timeline(stage), Tabs()
        self.prompt, self.footer = Prompt(), Footer(id="footer")
        self._open_wish: Wish | None = None
        self._rest: Timer | None = None

    def compose(self) -> ComposeResult:
        """Everything is there always; the plan says what is seen."""
        yield Body(
            self.header,
            *self.panels.values(),
            self.tabs,
            self.timeline,
            self.footer,
            self.prompt,
            wish=self.wish,
            arranged=self.arranged,
        )

    def on_mount(self) -> None:
        """Start with the pages in focus."""
        self.prompt.display = False
        self.pages.focus()

    # ------------------------------------------------------------------ layout

    def wish(self, size: Size) -> Wish:
        """What the panels would like at that size."""
        counters = self.panels["counters"]
        processes = self.panels["processes"]
        assert isinstance(counters, Counters) and isinstance(processes, Processes)
        return Wish(
            pages_rows=min(200, self.pages.wished_rows(pages_width(*size) - 4)),
            counter_rows=counters.wished_rows(),
            process_rows=processes.wished_rows(),
            open=self.open_panel,
            two=self.stage.two,
            only=self.only,
        )

    def arranged(self, found: Plan) -> None:
        """The plan changed: other tabs, and panels that come into sight."""
        self.tabs.show(found.tabs, found.open)
        self.call_after_refresh(self.update_view)

    @property
    def plan(self) -> Plan:
        """Where everything is."""
        return self.query_one(Body).plan

    def shown_panels(self) -> Iterator[Panel]:
        """The panels that are to be seen, in reading order."""
        places = {name: place for name, place in self.plan.places.items() if name in self.panels}
        for name in sorted(places, key=lambda one: (places[one].x, places[one].y)):
            yield self.panels[name]

    def update_view(self) -> None:
        """Something changed: everything that is seen is made anew."""
        if not self.is_attached:
            return
        wish = self.wish(self.size)
        if wish != self._open_wish:
            self._open_wish = wish
            self.header.refresh(layout=True)  # a child's: that is what makes Textual ask for a new arrangement
        large = self.stage.pages > LARGE
        for panel in self.shown_panels():
            if not (large and panel.id in PATIENT):
                panel.update_view()
        if large and self._rest is None:
            self._rest = self.set_timer(PATIENCE_PLAYING if self.stage.playing else PATIENCE, self._update_rest)
        self.header.refresh()
        self.timeline.refresh()

    def _update_rest(self) -> None:
        """What may look at every page of a large machine, a moment after the key."""
        self._rest = None
        for panel in self.shown_panels():
            if panel.id in PATIENT:
                panel.update_view()

    # ------------------------------------------------------------------ picking

    def on_panel_picked(self, event: Panel.Picked) -> None:
        """Something was picked with the mouse or the keys: do it, go there, or select it."""
        event.stop()
        match event.pick:
            case ActionPick(name):
                self.call_later(self.run_action, name)
            case PromptPick(key, text):
                self.call_later(self.prompt.take, key, text)
            case MomentPick(at):
                self.go_to(at)
            case KnobPick() if event.again:
                self.select(event.pick)
                self.action_try_it()
            case _:
                self.select(event.pick)
