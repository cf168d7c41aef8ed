"""What a console command is: a name, how it is used, what it does."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from ksmlab.console.console import Console
    from ksmlab.console.output import Output

Argument = Literal[
    "file", "process", "region", "pages", "advice", "content", "count", "until", "command", "scenario", "0|1", ""
]


@dataclass(frozen=True, slots=True)
class Command:
    """One command. takes: what its words are, for completion, the last kind once more for all words behind it."""

    name: str
    usage: str
    words: str
    example: str
    run: Callable[[Console, list[str]], Output]
    takes: tuple[Argument, ...] = ()


@dataclass(frozen=True, slots=True)
class Extra:
    """An action of somebody else's (the screen's): `run` gets the words behind the name, and answers what to print."""

    name: str
    words: str
    run: Callable[[str], str | None]
    usage: str = ""


def by_name(commands: Iterable[Command]) -> dict[str, Command]:
    """Commands by their names."""
    return {command.name: command for command in commands}
