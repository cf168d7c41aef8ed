"""The prompt: what actions ask, and the console."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import cast

from textual.widgets import Input

from ksmlab.console.command import Extra
from ksmlab.console.console import Console
from ksmlab.lab import Lab
from ksmlab.tui.actions import ACTIONS, WORDS, Action
from ksmlab.tui.lockstep import Lockstep
from ksmlab.tui.screens.base import LabBase
from ksmlab.tui.screens.completing import complete_answer, possible_answers
from ksmlab.tui.widgets.console_log import ConsoleLog, Entry
from ksmlab.tui.widgets.prompt import Complete, Prompt

COMMAND = "command"


class Asking(LabBase):
    """Opens the prompt and hands on what is typed."""

    _then: Callable[[str], None] | None = None
    _shell: Console | None = None
    _answers: Callable[[str], list[str]]

    @property
    def shell(self) -> Console:
        """The console of this stage: its history and directory stay."""
        if self._shell is None:
            extras = [Extra(action.word, action.words, partial(self._extra, action)) for action in ACTIONS.values()]
            actor = cast(Lab, Lockstep(self.stage)) if self.stage.two else None
            self._shell = Console(self.stage.lab, extras, actor)
        self._shell.lab = self.stage.lab
        return self._shell

    def ask(self, action: str, then: Callable[[str], None], value: str = "") -> None:
        """Ask for what an action needs to be told."""
        self._then = then
        about = ACTIONS[action]
        self._answers = partial(possible_answers, self.stage.lab, action)
        self._open(about.short, about.asks, lambda text: complete_answer(self.stage.lab, action, text), value)

    def action_command(self, line: str = "") -> None:
        """Type into the console."""
        if line:
            self.run_line(line)
            return
        self._then, self._answers = None, self._lines
        if "console" in self.plan.tabs:
            self.open_panel = "console"
            self.update_view()
        self._open(COMMAND, "cat, echo, grep, madvise, write, until, … help lists all", self._complete)

    def _open(self, purpose: str, hint: str, complete: Complete, value: str = "") -> None:
        self.prompt.open(purpose, hint, complete, value)
        self.footer.ask(f"{purpose}: {hint}", self._answers(value))

    def on_input_changed(self, event: Input.Changed) -> None:
        """The prompt holds something else: other answers fit."""
        if event.input is self.prompt and self.footer.asked:
            self.footer.ask(self.footer.asked, self._answers(event.value))

    def on_prompt_typed(self, event: Prompt.Typed) -> None:
        """A line was typed, or the prompt was closed (no purpose)."""
        event.stop()
        self.footer.ask("", ())
        self.pages.focus()
        if not event.text:
            return
        if event.purpose == COMMAND:
            self.run_line(event.text)
        elif self._then is not None:
            self._then(event.text)

    def run_line(self, line: str) -> None:
        """An action by its word alone, or a command for the machine (for both, when there are two)."""
        line = line.strip().lstrip(":").strip()
        action = WORDS.get(line)
        if action is not None:
            self._extra(action, "")
            return
        if line.startswith("until "):
            self.shell.history.append(line)
            self.run_until(line.removeprefix("until ").strip(), lambda words, good: self._answer(line, words, good))
            return
        self.stop_hunt()
        output = self.shell.run(line)
        self.stage.show_decision(None)
        self.stage.note()
        self._answer(line, output.text, not output.is_error)

    def _answer(self, line: str, words: str, good: bool) -> None:
        """What was typed and what the machine answered; said aloud where the console is not to be seen."""
        log = self.panels["console"]
        assert isinstance(log, ConsoleLog)
        log.add(Entry(line, words, good))
        self.update_view()
        if not good or (words and log not in list(self.shown_panels())):
            self.tell(words[:400], good)

    def _extra(self, action: Action, argument: str) -> str | None:
        method = getattr(self, f"action_{action.name}")
        self.call_later(method, argument) if argument and action.asks else self.call_later(method)
        return None

    def _complete(self, text: str) -> str | None:
        """The line with its last word completed."""
        return next(iter(self._lines(text)), None)

    def _lines(self, text: str) -> list[str]:
        """What the line may become by completing its last word."""
        start = max(text.rfind(" "), text.rfind(">")) + 1
        return [text[:start] + candidate for candidate in self.shell.complete(text)]
