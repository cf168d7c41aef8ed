from __future__ import annotations

import os
import subprocess
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import pytest
import typer

import ksmlab
from ksmlab.cli import exit_status
from ksmlab.cli.commands import COMMANDS
from ksmlab.errors import ExpectationFailed, KernelErrno, KsmlabError, MachineRefuses, Place, ScenarioError

ROOT = Path(__file__).parents[2]


def program(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`ksmlab` as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "ksmlab", *arguments],
        cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


Install = Callable[[str, Callable[..., None]], None]


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Install:
    """Put a function in the place of a command's."""

    def replace(name: str, function: Callable[..., None]) -> None:
        module = types.ModuleType(f"ksmlab.cli.{name}")
        module.command = function  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, module.__name__, module)

    return replace


def raising(error: BaseException) -> Callable[[], None]:
    def command() -> None:
        raise error

    return command


def test_help_lists_every_command_with_a_line() -> None:
    done = program("--help")
    assert done.returncode == 0
    for name, words in COMMANDS.items():
        assert f"  {name} " in done.stdout
        assert words in done.stdout
    assert not done.stderr


def test_help_fits_80_columns_and_has_no_colour() -> None:
    text = program("--help", COLUMNS="200", FORCE_COLOR="1").stdout
    assert "\x1b" not in text
    assert max(map(len, text.splitlines())) <= 80


def test_version() -> None:
    assert program("--version").stdout == f"ksmlab {ksmlab.__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["replai"], "no command 'replai'; did you mean 'replay'?"),
        (["frobnicate"], "there are run, replay"),
        (["--versoin"], "--version"),
        (["kernels", "--fromat", "json"], "--format"),
        (["kernels", "--format", "jsonn"], "'table', 'json', 'csv'"),
    ],
)
def test_a_wrong_command_line_is_status_2_with_the_nearest_name(arguments: list[str], message: str) -> None:
    done = program(*arguments)
    assert done.returncode == 2
    assert message in done.stderr
    assert "--help" in done.stderr
    assert not done.stdout
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("error", "status", "message"),
    [
        (KsmlabError("no such thing"), 2, "no such thing\n"),
        (ScenarioError("no", Place("a.yaml", 3, 5)), 2, "a.yaml:3:5: no\n"),
        (ExpectationFailed("1 of 2 differ"), 1, "1 of 2 differ\n"),
        (MachineRefuses("no root"), 3, "no root\n"),
        (KernelErrno("EBUSY", "pages are merged"), 2, "EBUSY: pages are merged\n"),
        (FileNotFoundError(2, "No such file or directory", "x.yaml"), 2, "x.yaml: No such file or directory\n"),
        (typer.Exit(1), 1, ""),
        (typer.Abort(), 130, ""),
        (KeyboardInterrupt(), 130, ""),
    ],
)
def test_errors_become_a_message_and_a_status(
    install: Install, capsys: pytest.CaptureFixture[str], error: BaseException, status: int, message: str
) -> None:
    install("replay", raising(error))
    assert exit_status(["replay"]) == status
    out, err = capsys.readouterr()
    assert (out, err) == ("", message)


def test_a_fault_of_the_program_itself_is_not_hidden(install: Install) -> None:
    install("replay", raising(ZeroDivisionError()))
    with pytest.raises(ZeroDivisionError):
        exit_status(["replay"])


def test_without_a_command_the_lab_opens_on_the_library(install: Install) -> None:
    seen: list[str | None] = []

    def command(scenario: Annotated[str | None, typer.Argument()] = None) -> None:
        seen.append(scenario)

    install("run", command)
    assert exit_status([]) == 0
    assert exit_status(["run", "zero-pages"]) == 0
    assert seen == [None, "zero-pages"]


def test_a_missing_module_breaks_only_its_own_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing(name: str) -> types.ModuleType:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)

    monkeypatch.setattr("ksmlab.cli.lazy_group.import_module", missing)
    assert exit_status(["bench"]) == 2
    assert "no 'bench' command" in capsys.readouterr().err
    assert exit_status(["--help"]) == 0


def test_a_commands_own_missing_import_is_not_mistaken_for_a_missing_command(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> types.ModuleType:
        raise ModuleNotFoundError("No module named 'nothing'", name="nothing")

    monkeypatch.setattr("ksmlab.cli.lazy_group.import_module", missing)
    with pytest.raises(ModuleNotFoundError):
        exit_status(["bench"])


def test_a_reader_that_goes_away_is_no_error() -> None:
    """stdout is a pipe that nobody reads."""
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "ksmlab", "kernels", "7.3"],
        cwd=ROOT, stdout=writer, stderr=subprocess.PIPE, text=True, check=False, timeout=60,
    )  # fmt: skip
    os.close(writer)
    assert (done.returncode, done.stderr) == (141, "")


def test_an_interrupt_is_quiet() -> None:
    code = (
        "import sys, types, os, signal\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a shell's background jobs ignore it
        "module = types.ModuleType('ksmlab.cli.bench')\n"
        "module.command = lambda: os.kill(os.getpid(), signal.SIGINT)\n"
        "sys.modules['ksmlab.cli.bench'] = module\n"
        "from ksmlab.cli import main\n"
        "main(['bench'])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")
