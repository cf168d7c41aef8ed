"""What the word before the cursor may become."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ksmlab.console.arguments import CONTENTS
from ksmlab.console.files import absolute
from ksmlab.console.parsing import split_words
from ksmlab.kernel.knobs import DIRECTORY, KNOBS
from ksmlab.kernel.knobs import knobs as knobs_of

if TYPE_CHECKING:
    from ksmlab.console.command import Argument
    from ksmlab.console.console import Console

MOST = 200


def complete(console: Console, text: str) -> list[str]:
    """Whole words for the last word of `text`, which ends at the cursor."""
    if not text.lstrip().startswith("until "):
        text = text.rpartition(";")[2].replace(">", "> ")
    words = split_words(text) or [""]
    if text.endswith(" ") and words != [""]:
        words = [*words, ""]
    word, before = words[-1], words[:-1]
    if before[:1] == ["sudo"]:
        before = before[1:]
    return [choice for choice in _choices(console, before, word) if choice.startswith(word) and choice != word][:MOST]


def _choices(console: Console, before: list[str], word: str) -> list[str]:
    if not before:
        return [*console.commands, *console.extras]
    if before[-1].endswith(">"):
        return _paths(console, word, knobs_only=True)
    command = console.commands.get(before[0])
    if command is None or not command.takes:
        return []
    kind = command.takes[min(len(before) - 1, len(command.takes) - 1)]
    if command.name == "echo" and len(before) == 1:
        return []
    return _of_kind(console, kind, before, word)


def _of_kind(console: Console, kind: Argument, before: list[str], word: str) -> list[str]:
    match kind:
        case "file":
            return _paths(console, word)
        case "process":
            return list(console.lab.processes())
        case "region":
            return _regions(console, before[1])
        case "pages":
            return ["all", "0"]
        case "advice":
            return ["mergeable", "unmergeable", "dontneed"]
        case "content":
            return list(CONTENTS)
        case "0|1":
            return ["0", "1"]
        case "command":
            return [*console.commands, *console.extras]
        case "until":
            from ksmlab.snapshot.until import names

            return list(names(console.lab)) if len(before) == 1 else [">", "<", "==", "!=", "changes"]
    return []


def _regions(console: Console, process: str) -> list[str]:
    from ksmlab.snapshot.processes import processes

    found = [region.name for one in processes(console.lab) if one.name == process for region in one.regions]
    return list(dict.fromkeys(found))


def _paths(console: Console, word: str, knobs_only: bool = False) -> list[str]:
    above = word[: word.rfind("/") + 1]
    entries = console.files.entries(absolute(above or ".", console.cwd)) or ()
    if knobs_only and absolute(above or ".", console.cwd) == DIRECTORY:
        entries = tuple(knob.name for knob in knobs_of(console.lab.features))
    found = [above + name + _slash(console, above + name) for name in entries]
    if not above and knobs_only:
        found += [f"{DIRECTORY}/{name}" for name in KNOBS if name in entries]
    elif not above:
        found += ["/sys/kernel/mm/ksm/", "/proc/"]
    return found


def _slash(console: Console, name: str) -> str:
    return "/" if console.files.entries(absolute(name, console.cwd)) is not None else ""
