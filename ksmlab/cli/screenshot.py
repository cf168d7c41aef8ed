"""`ksmlab screenshot`: a picture of any moment, without a terminal."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ksmlab.errors import UsageError

if TYPE_CHECKING:
    from ksmlab.lab import Lab

LARGEST = 500  # columns or rows


def command(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="A name from `ksmlab list` or a YAML file.")],
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="Where to: .svg or .png.")],
    step: Annotated[int, typer.Option(min=0, help="The moment: so many steps are done, as the first line counts.")] = 0,
    at: Annotated[str | None, typer.Option(help="Another moment: 'wakeup 12', 'scan 2' or 'moment 40'.")] = None,
    size: Annotated[str, typer.Option(help="Columns x rows.")] = "120x40",
    theme: Annotated[str, typer.Option(help="dark, light, safe-dark, safe-light or mono.")] = "dark",
    kernel: Annotated[
        str | None, typer.Option("--kernel", "-k", help="The kernel; the scenario's own if not given.")
    ] = None,
    versus: Annotated[str | None, typer.Option("--vs", help="A second kernel beside it.")] = None,
    press: Annotated[str, typer.Option(help="Keys to press then, with blanks between: 'full_stop 5'.")] = "",
    zoom: Annotated[float, typer.Option(min=0.1, max=8, help="PNG only: times the size.")] = 1.0,
) -> None:
    """A picture of a scenario's moment, as the lab shows it, for slides and READMEs.

    \b
    Examples:
      ksmlab screenshot zero-pages --step 14 -o zero-pages.svg
      ksmlab screenshot zero-pages --step 18 --vs v3 --theme light --size 160x50 -o two.png
    """
    if output.suffix not in (".svg", ".png"):
        raise UsageError(f"{output}: a picture is .svg or .png")
    wanted = _size(size)
    from ksmlab.cli.run import check_theme, labs_of

    check_theme(theme)
    labs = labs_of(scenario, kernel, versus)
    for lab in labs:
        _go(lab, at or f"step {step}")
    from ksmlab.tui.picture import png, svg, write

    text = svg(labs, wanted, theme, press.split())
    write(output, text.encode() if output.suffix == ".svg" else png(text, zoom))
    typer.echo(f"{output}: {scenario} on {' and '.join(lab.kernel for lab in labs)}, {size}, {theme}", err=True)


def _size(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{1,3})x(\d{1,3})", text)
    size = (int(match[1]), int(match[2])) if match else (0, 0)
    if not (20 <= size[0] <= LARGEST and 6 <= size[1] <= LARGEST):
        raise UsageError(f"{text!r} is no size; columns x rows, such as 120x40 (20x6 to {LARGEST}x{LARGEST})")
    return size


def _go(lab: Lab, to: str) -> None:
    from ksmlab.tui.screens.jumping import jump

    jump(lab, to)
