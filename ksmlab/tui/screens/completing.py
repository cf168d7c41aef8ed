"""Completion for what actions ask."""

from __future__ import annotations

from ksmlab.kernel.profiles import PROFILES
from ksmlab.lab import Lab
from ksmlab.snapshot import until
from ksmlab.snapshot.knobs import knobs_view
from ksmlab.snapshot.states import WORDS as STATES
from ksmlab.tui.theme import MONO, THEMES


def complete_answer(lab: Lab, action: str, text: str) -> str | None:
    """The answer that `text` could become."""
    return next(iter(_begun(_answers(lab, action), text)), None)


def possible_answers(lab: Lab, action: str, text: str) -> list[str]:
    """All answers that `text` could become, the likeliest first; of a knob first its name, then its value."""
    if action == "knob" and " " not in text:
        return _begun([f"{view.name} " for view in knobs_view(lab)], text)
    return _begun(_answers(lab, action), text)


def _begun(answers: list[str], text: str) -> list[str]:
    return [answer for answer in answers if answer.startswith(text) and answer != text]


def _answers(lab: Lab, action: str) -> list[str]:
    match action:
        case "until":
            return [*until.FORMS, *until.names(lab)]
        case "jump":
            steps = [f"step {number + 1}" for number in range(len(lab.steps))]
            return ["step ", "wakeup ", "scan ", "moment ", *steps]
        case "find":
            return [words.name for words in STATES.values()] + ["frame ", "content "]
        case "write":
            return ["zero", "hex ", "fill ", "text ", "unique ", "random ", "hex aa", "fill 55", "text hello"]
        case "knob":
            views = knobs_view(lab)
            now = [f"{view.name} {view.value}" for view in views]
            return [*now, *(f"{view.name} {other}" for view in views for other in _other_values(str(view.value)))]
        case "save":
            return ["mine.yaml"]
        case "versus" | "kernel":
            return list(PROFILES)
        case "theme":
            return [*THEMES, MONO]
    return []


def _other_values(value: str) -> list[str]:
    """Numbers to try in a knob's place: off, on, half and twice as much."""
    if not value.isdecimal():
        return []
    now = int(value)
    return [str(other) for other in dict.fromkeys((0, 1, now // 2, now * 2)) if other != now]
