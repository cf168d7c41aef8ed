"""The line at the bottom in which things are typed: console commands, and answers to what an action asks."""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.message import Message
from textual.suggester import Suggester
from textual.widgets import Input

Complete = Callable[[str], str | None]


class Completer(Suggester):
    """Offers the rest of what is being typed; → takes it."""

    def __init__(self, complete: Complete) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._complete = complete

    async def get_suggestion(self, value: str) -> str | None:
        """The whole line as it could become, None where nothing fits."""
        return self._complete(value) if value else None


class Prompt(Input):
    """One line over the timeline while something is typed. Up and down go through what was typed before."""

    class Typed(Message):
        """A line was entered; `purpose` is what it was asked for."""

        def __init__(self, purpose: str, text: str) -> None:
            self.purpose, self.text = purpose, text
            super().__init__()

    def __init__(self) -> None:
        super().__init__(id="prompt", compact=True, select_on_focus=False)
        self.purpose = ""
        self._past: dict[str, list[str]] = {}
        self._place = 0

    def open(self, purpose: str, hint: str, complete: Complete, value: str = "") -> None:
        """Ask for a line."""
        self.purpose, self.placeholder, self.value = purpose, hint, value
        self.suggester = Completer(complete)
        self.border_title = purpose
        self._place = len(self._past.get(purpose, []))
        self.display = True
        self.focus()
        self.cursor_position = len(value)

    def close(self) -> None:
        """Away with it."""
        self.display = False
        self.value = ""
        self.purpose = ""

    async def take(self, key: str, text: str) -> None:
        """A click did what a key does: `enter`, `escape`, or (no key) typing all of `text`."""
        if key == "enter":
            await self.action_submit()
        elif key == "escape":
            self.close()
            self.post_message(self.Typed("", ""))
        else:
            self.value = text
            self.cursor_position = len(text)
            self.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Hand the line over."""
        event.stop()
        purpose, text = self.purpose, event.value.strip()
        self.close()
        if text:
            past = self._past.setdefault(purpose, [])
            if not past or past[-1] != text:
                past.append(text)
        self.post_message(self.Typed(purpose, text))

    async def _on_key(self, event: events.Key) -> None:
        """History and completion; escape closes."""
        if event.key in ("up", "down"):
            event.prevent_default().stop()
            self._recall(-1 if event.key == "up" else 1)
        elif event.key == "tab":
            event.prevent_default().stop()
            self.action_cursor_right()
        elif event.key == "escape":
            event.prevent_default().stop()
            await self.take("escape", "")
        else:
            await super()._on_key(event)

    def _recall(self, step: int) -> None:
        past = self._past.get(self.purpose, [])
        self._place = max(0, min(len(past), self._place + step))
        self.value = past[self._place] if self._place < len(past) else ""
        self.cursor_position = len(self.value)
