"""The command palette: the list of actions, to be searched by name and words."""

from __future__ import annotations

from functools import partial

from rich.markup import escape
from textual.command import DiscoveryHit, Hit, Hits, Provider

from ksmlab.tui.actions import ACTIONS, Action


class Actions(Provider):
    """All actions of the lab's screen."""

    def _run(self, action: Action) -> None:
        method = getattr(self.screen, f"action_{action.name}", None)
        if method is not None:
            self.app.call_later(method)

    def _words(self, action: Action) -> str:
        keys = f" · {action.shown_keys}" if action.keys else ""
        return escape(f"{action.word}: {action.words}{keys}")

    async def discover(self) -> Hits:
        """All, in the order of the help."""
        for action in ACTIONS.values():
            yield DiscoveryHit(self._words(action), partial(self._run, action), action.words)

    async def search(self, query: str) -> Hits:
        """Those that fit what was typed."""
        matcher = self.matcher(query)
        for action in ACTIONS.values():
            words = self._words(action)
            score = matcher.match(words)
            if score > 0:
                yield Hit(score, matcher.highlight(words), partial(self._run, action), action.words)
