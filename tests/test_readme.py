"""What the README shows works as it stands there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ksmlab import load_scenario
from ksmlab.cli.commands import COMMANDS
from ksmlab.kernel.profiles import PROFILES
from ksmlab.lab import Lab
from tests.readme import README, ROOT, block, section


def test_its_scenario_is_right(tmp_path: Path) -> None:
    path = tmp_path / "readme.yaml"
    path.write_text(block("yaml"), encoding="utf-8")
    lab = Lab(load_scenario(str(path)), check=True)
    expectations = []
    while not lab.finished:
        expectations += lab.next_step().expectations
    assert len(expectations) == 3
    assert all(expectation.met for expectation in expectations)


def test_its_five_lines_of_python_run(capsys: pytest.CaptureFixture[str]) -> None:
    exec(block("python"), {})
    assert "pages_sharing" in capsys.readouterr().out


def test_its_table_has_every_command() -> None:
    shown = set(re.findall(r"^\| `ksmlab (\w+)|· `(\w+)", section("Commands"), flags=re.MULTILINE))
    assert {first or second for first, second in shown} == set(COMMANDS)


def test_its_table_has_every_kernel() -> None:
    assert re.findall(r"^\| `([\w.]+)` \|", section("Kernels"), flags=re.MULTILINE) == list(PROFILES)


def test_every_file_it_names_is_there() -> None:
    linked = re.findall(r"\]\(([^):]+)\)", README)
    where = "".join(line.split("|")[1] for line in section("Layout").splitlines() if "|" in line)
    laid_out = re.findall(r"`([\w./]+)`", where)
    assert laid_out
    assert not [name for name in linked + laid_out if not (ROOT / name).exists()]
