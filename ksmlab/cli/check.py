"""`ksmlab check`: what is wrong in scenario files, by line."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from ksmlab.errors import ScenarioError


class Format(StrEnum):
    """How the answer is written to stdout."""

    text = "text"
    json = "json"


def command(
    files: Annotated[list[str], typer.Argument(metavar="FILE", help="Scenario files, or names in the library.")],
    form: Annotated[Format, typer.Option("--format", help="How to write the mistakes.")] = Format.text,
) -> None:
    """What is wrong in scenario files: every mistake with file, line and column, what was expected, the nearest name.

    Exit status 2 when there is any. Nothing is run: what a kernel refuses is no mistake of the file.

    \b
    Examples:
      ksmlab check my-scenario.yaml
      ksmlab check --format json *.yaml
    """
    mistakes = [mistake for file in files for mistake in _mistakes(file)]
    if form is Format.json:
        _write_json(mistakes)
    else:
        for mistake in mistakes:
            print(mistake)
    count = f"{len(files)} file{'s' * (len(files) != 1)}"
    typer.echo(f"{count}, {len(mistakes) or 'no'} mistake{'s' * (len(mistakes) != 1)}", err=True)
    if mistakes:
        raise typer.Exit(mistakes[0].exit_status)


def _mistakes(file: str) -> tuple[ScenarioError, ...]:
    from ksmlab.errors import ScenarioError
    from ksmlab.scenario import load_scenario
    from ksmlab.scenario.problems import each_error

    try:
        load_scenario(file)
    except ScenarioError as error:
        return each_error(error)
    return ()


def _write_json(mistakes: list[ScenarioError]) -> None:
    import json

    print(json.dumps([_record(mistake) for mistake in mistakes], indent=2, ensure_ascii=False))


def _record(mistake: ScenarioError) -> dict[str, Any]:
    place = mistake.place
    return {
        "file": place.file if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "message": mistake.message,
        "expected": mistake.expected,
        "hint": mistake.hint,
    }
