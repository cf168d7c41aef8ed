"""`ksmlab run`: the lab on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ksmlab.errors import MachineRefuses

if TYPE_CHECKING:
    from ksmlab.lab import Lab

Theme = Annotated[str, typer.Option(help="dark, light, safe-dark, safe-light (for colour-blind eyes) or mono.")]


def command(
    scenario: Annotated[
        str | None, typer.Argument(metavar="[SCENARIO]", help="A name from `ksmlab list` or a YAML file.")
    ] = None,
    kernel: Annotated[
        str | None, typer.Option("--kernel", "-k", help="The kernel; the scenario's own if not given.")
    ] = None,
    versus: Annotated[str | None, typer.Option("--vs", help="A second kernel beside it, in lockstep.")] = None,
    theme: Theme = "dark",
) -> None:
    """The lab: watch a scenario page by page, forwards and backwards. Without a scenario it opens the library.

    `?` shows the keys, `q` quits.

    \b
    Examples:
      ksmlab run zero-pages
      ksmlab run zero-pages --kernel 6.1 --vs v3
    """
    import sys

    labs = labs_of(scenario, kernel, versus)
    check_theme(theme)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise MachineRefuses("the lab needs a terminal; `ksmlab replay` and `ksmlab screenshot` do without one")
    from ksmlab.tui.app import LabApp

    LabApp(labs, theme).run()


def labs_of(scenario: str | None, kernel: str | None, versus: str | None) -> list[Lab]:
    """The labs to show: none for the library, two with a second kernel."""
    if scenario is None:
        return []
    from ksmlab.lab import Lab
    from ksmlab.scenario import load_scenario

    loaded = load_scenario(scenario)
    kernels = [kernel] if versus is None else [kernel, versus]
    return [Lab(loaded, one) for one in kernels]


def check_theme(name: str) -> None:
    """UsageError for a theme that there is not."""
    from ksmlab.errors import UsageError
    from ksmlab.tui.theme.themes import NAMES

    if name not in NAMES:
        raise UsageError(f"no theme {name!r}: there are {', '.join(NAMES)}")
