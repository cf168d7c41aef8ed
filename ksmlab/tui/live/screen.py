"""The screen of `ksmlab live`: rates above, counters at the left, processes and pages at the right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import Screen

from ksmlab.errors import KsmlabError
from ksmlab.live.process_pages import LiveRegion, process_pages
from ksmlab.live.rates import rates
from ksmlab.live.reader import LiveReader, LiveSnapshot
from ksmlab.live.samples import Sample
from ksmlab.tui.live.counters import LiveCounters
from ksmlab.tui.live.help import LiveHelp
from ksmlab.tui.live.key_line import KeyLine
from ksmlab.tui.live.keys import bindings
from ksmlab.tui.live.pages import LivePages
from ksmlab.tui.live.panel import LivePanel
from ksmlab.tui.live.past import Past
from ksmlab.tui.live.processes import LiveProcesses
from ksmlab.tui.live.rates_line import RatesLine
from ksmlab.tui.picks import ActionPick
from ksmlab.tui.theme import theme_after
from ksmlab.tui.widgets.panel import Panel

NARROW = 110  # below this many columns one panel at a time is shown
ASK = "Enter on a process shows its pages by their frames, as root."
NOT_RECORDED = "A recording holds counters and processes, not pages."


class LiveScreen(Screen[None]):
    """Over `past` alone (a recording), or over `reader`, looked at every `interval_s`; `note` gets each new sample."""

    BINDINGS = bindings()

    def __init__(
        self,
        past: Past,
        reader: LiveReader | None = None,
        interval_s: float = 1.0,
        note: Callable[[Sample], None] = lambda sample: None,
        pid: int | None = None,
        root: Path = Path("/"),
    ) -> None:
        super().__init__()
        self._past, self._reader, self._interval_s, self._note = past, reader, interval_s, note
        self._pid, self._root = pid, root
        self._chosen: int | None = None  # the process whose pages are shown
        self._rates = RatesLine(past, replay=reader is None)
        self._counters, self._processes = LiveCounters(past, "counters"), LiveProcesses(past, "processes")
        self._pages = LivePages(past, "pages", ASK if reader else NOT_RECORDED)
        self._panels: list[LivePanel] = [self._counters, self._processes, self._pages]
        self._open = 0
        self._number = 0
        self._newest: LiveSnapshot | None = None
        self._busy = False
        self._playing = False

    def compose(self) -> ComposeResult:
        """Rates, panels, keys."""
        yield self._rates
        with Horizontal(id="panels"):
            yield self._counters
            with Vertical(id="right"):
                yield self._processes
                yield self._pages
        yield KeyLine(id="keys")

    def on_mount(self) -> None:
        """Look at once, then at the interval."""
        self._panels[self._open].focus()
        self.set_interval(self._interval_s, self._tick)
        self._tick()

    def on_resize(self, event: events.Resize) -> None:
        """One panel at a time where there is no room for three."""
        self._arrange(event.size.width < NARROW)

    def _arrange(self, narrow: bool) -> None:
        for place, panel in enumerate(self._panels):
            panel.display = not narrow or place == self._open
        self.query_one("#right").display = not narrow or self._open > 0
        self._panels[self._open].focus()
        self.call_after_refresh(self._renew)

    def _tick(self) -> None:
        if self._reader is None:
            if self._playing:
                self.action_go(1)
                self._playing = self._past.at < len(self._past) - 1
        elif not self._busy:  # a slow look is not looked at twice
            self._busy = True
            self.run_worker(self._look, thread=True)

    def _look(self) -> None:
        """In a thread: keys are answered meanwhile."""
        assert self._reader is not None
        try:
            shot = self._reader.snapshot()
        except (OSError, ValueError) as error:
            self.app.call_from_thread(self._fail, f"this machine could not be read: {error}")
        else:
            self.app.call_from_thread(self._seen, shot)

    def _fail(self, words: str) -> None:
        self._busy, self._rates.trouble = False, words
        self._renew()

    def _seen(self, shot: LiveSnapshot) -> None:
        sample = Sample(self._number, shot, rates(self._newest, shot) if self._newest else None)
        self._busy, self._rates.trouble = False, ""
        self._number, self._newest = self._number + 1, shot
        self._past.add(sample)
        self._note(sample)
        if self._pid is not None and not sample.number:
            self._show_pages(self._pid)
        self._renew()

    def _renew(self) -> None:
        self._rates.refresh()
        for panel in self._panels:
            panel.update_view()

    def action_pause(self) -> None:
        """Hold the picture, or go on. What is recorded goes on being recorded."""
        if self._reader is None:
            self._playing = not self._playing
        elif self._past.following:
            self._past.go(self._past.at)
        else:
            self._past.follow()
        self._renew()

    def action_go(self, samples: int) -> None:
        """Back or forth in what was seen."""
        self._past.go(self._past.at + samples)
        self._renew()

    def action_newest(self) -> None:
        """The newest sample, and those to come."""
        self._past.follow()
        self._renew()

    def action_move(self, rows: int) -> None:
        """Up or down in the panel."""
        self._panels[self._open].move(rows)

    def action_panel(self, places: int) -> None:
        """The next panel."""
        self._open = (self._open + places) % len(self._panels)
        self._arrange(self.size.width < NARROW)

    def action_choose(self) -> None:
        """The pages of the process under the cursor, as they are now."""
        process = self._processes.process()
        if self._reader is not None and self._panels[self._open] is self._processes and process:
            self._show_pages(process.pid)
            self.action_panel(1)

    def action_help(self) -> None:
        """Keys and meanings."""
        self.app.push_screen(LiveHelp())

    def action_theme(self) -> None:
        """The next theme."""
        self.app.theme = theme_after(self.app.theme)
        self.call_after_refresh(self._renew)

    async def on_panel_picked(self, message: Panel.Picked) -> None:
        """A key of the line at the bottom was clicked."""
        if isinstance(message.pick, ActionPick):
            await self.run_action(message.pick.name)

    def on_live_panel_clicked(self, message: LivePanel.Clicked) -> None:
        """The panel under the mouse is the one in use; a process there shows its pages."""
        self._open = self._panels.index(message.panel)
        message.panel.focus()
        if message.on_a_line:
            self.action_choose()

    def _show_pages(self, pid: int) -> None:
        self._chosen = pid
        self._pages.say(f"Pages of {pid}", "looking…")
        self.run_worker(lambda: self._look_at_pages(pid), thread=True, group="pages")

    def _look_at_pages(self, pid: int) -> None:
        """In a thread."""
        try:
            found: list[LiveRegion] | str = process_pages(pid, self._root)
        except (KsmlabError, OSError) as error:
            found = str(error)
        self.app.call_from_thread(self._pages_seen, pid, found)

    def _pages_seen(self, pid: int, found: list[LiveRegion] | str) -> None:
        if pid != self._chosen:
            return  # another process was chosen meanwhile
        if isinstance(found, str):
            self._pages.say(f"Pages of {pid}", found)
        else:
            self._pages.show(f"Pages of {pid}", found)
