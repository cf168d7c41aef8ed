"""Completion for what actions ask."""

from __future__ import annotations

from ksmlab.kernel.profiles import PROFILES
from ksmlab.lab import Lab
from ksmlab.snapshot import until
from ksmlab.snapshot.knobs import knobs_view
from ksmlab.snapshot.states import WORDS as STATES
from ksmlab.tui.actions import WORDS
from ksmlab.tui.theme import MONO, THEMES


def complete_answer(lab: Lab, action: str, text: str) -> str | None:
    """The answer that `text` could become."""
    return next((answer for answer in _answers(lab, action) if answer.startswith(text) and answer != text), None)


def complete_action(text: str) -> str | None:
    """The action's word that `text` could become."""
    return next((word for word in WORDS if word.startswith(text) and word != text), None)


def _answers(lab: Lab, action: str) -> list[str]:
    match action:
        case "until":
            return [*until.FORMS, *until.names(lab)]
        case "jump":
            return ["step ", "wakeup ", "scan ", "moment "]
        case "find":
            return [words.name for words in STATES.values()] + ["frame ", "content "]
        case "write":
            return ["zero", "hex ", "fill ", "text ", "unique ", "random "]
        case "knob":
            return [f"{view.name} {view.value}" for view in knobs_view(lab)]
        case "versus" | "kernel":
            return list(PROFILES)
        case "theme":
            return [*THEMES, MONO]
    return []
