"""The house rules: who imports whom, what a process loads, how long things are, what lies where."""

from __future__ import annotations

import ast
import json
import os
import re
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).resolve().parent.parent
CODE = sorted((ROOT / "ksmlab").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
TOP_LEVEL = {"ksmlab", "scenarios", "tests", "screenshots", "pyproject.toml", "README.md", "LICENSE"}
LONGEST_FUNCTION = 70
MEDIAN_FILE = 90


def loaded(code: str) -> set[str]:
    """The top-level packages that a fresh process has loaded after `code`."""
    report = "import sys, json; print(json.dumps(sorted(sys.modules)), file=sys.stderr)"
    script = f"import atexit\natexit.register(lambda: exec({report!r}))\n{code}"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return {name.partition(".")[0] for name in json.loads(done.stderr.splitlines()[-1])}


def engine_modules() -> Iterator[str]:
    """Every module of the engine, by its dotted name."""
    for path in CODE:
        parts = path.relative_to(ROOT).with_suffix("").parts
        if len(parts) > 1 and parts[1] not in {"cli", "tui", "live", "__main__"}:
            yield ".".join(parts).removesuffix(".__init__")


def test_import_contracts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert lint_imports(config_filename="pyproject.toml", no_cache=True) == EXIT_STATUS_SUCCESS


def test_the_engine_loads_no_terminal() -> None:
    modules = loaded(f"import {', '.join(engine_modules())}")
    assert "ksmlab" in modules
    assert not modules & {"textual", "rich", "typer", "click"}


def test_help_loads_next_to_nothing() -> None:
    packages = loaded("from ksmlab.cli import main; main(['--help'])")
    assert "typer" in packages
    assert not packages & {"textual", "rich", "numpy", "yaml", "jsonschema_rs"}


@pytest.mark.parametrize("form", ["table", "jsonl", "csv"])
def test_a_replay_loads_no_screen(form: str) -> None:
    packages = loaded(f"from ksmlab.cli import main; main(['replay', 'first-merge', '--format', '{form}'])")
    assert "numpy" in packages
    assert "textual" not in packages
    assert ("rich" in packages) == (form == "table")


def test_ruff_finds_nothing() -> None:
    """Among its rules: every public module, class, function and method has a docstring."""
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--no-cache", "--output-format=concise", "."],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", CODE + TESTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_function_is_longer_than_a_screen(path: Path) -> None:
    functions = [
        node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    lengths = {node.name: (node.end_lineno or node.lineno) - node.lineno + 1 for node in functions}
    assert not {name: lines for name, lines in lengths.items() if lines > LONGEST_FUNCTION}


def test_files_are_short() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in CODE}
    lengths = {name: lines for name, lines in lengths.items() if lines}
    longest = sorted(lengths.items(), key=lambda item: -item[1])[:10]
    assert statistics.median(lengths.values()) <= MEDIAN_FILE, longest


def test_top_level_holds_only_what_is_allowed() -> None:
    there = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    assert there <= TOP_LEVEL


def repository_texts() -> Iterator[tuple[str, str]]:
    """Name and text of every text file of the repository, this one left out since it names what it looks for."""
    for top in [*sorted(TOP_LEVEL), ".ci", ".gitignore"]:
        start = ROOT / top
        for path in [start] if start.is_file() else sorted(start.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts and path != Path(__file__).resolve():
                try:
                    yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")
                except UnicodeDecodeError:
                    continue


def test_no_paths_of_anybodys_machine() -> None:
    private = re.compile(r"(?<![\w.-])/(?:home|root|work|Users)/\w+")
    found = {name: match[0] for name, text in repository_texts() if (match := private.search(text))}
    assert not found


def test_ci_runs_the_readmes_test_command() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"<!-- test command -->\n```\w*\n(.+?)\n```", readme, flags=re.DOTALL)
    assert len(commands) == 1
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    shown = subprocess.run([ROOT / ".ci" / "run", "--show"], capture_output=True, text=True, check=True)
    assert shown.stdout.rstrip("\n") == commands[0]
