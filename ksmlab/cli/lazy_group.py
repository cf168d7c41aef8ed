"""A group of commands that imports a command's module only when that command is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

from ksmlab.cli.commands import COMMANDS
from ksmlab.errors import UsageError, nearest


class LazyGroup(TyperGroup):
    """Knows its commands from COMMANDS. Contexts and formatters are Any here: typer keeps their classes to itself."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of that name, its module imported now; a usage error with the nearest name when there is none."""
        if cmd_name in COMMANDS:
            return load(cmd_name)
        alike = nearest(cmd_name, COMMANDS)
        meant = f"did you mean {alike!r}?" if alike else f"there are {', '.join(COMMANDS)}"
        ctx.fail(f"no command {cmd_name!r}; {meant}")

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """The section of the help that lists the commands, from the table alone."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def load(name: str) -> Any:
    """The command `name` as typer builds it from `command` in its module; UsageError when there is no such module."""
    module = f"ksmlab.cli.{name}"
    try:
        function = import_module(module).command
    except ModuleNotFoundError as missing:
        if missing.name != module:
            raise
        raise UsageError(f"this ksmlab has no {name!r} command: its module {module} is not installed") from None
    alone = typer.Typer(add_completion=False, rich_markup_mode=None)
    alone.command(name)(function)
    return typer.main.get_command(alone)
