from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from ksmlab.cli import exit_status

ROOT = Path(__file__).resolve().parents[2]
SMALL = ["--pages", "2000", "--workload", "copies", "--pages-to-scan", "100"]


def test_json_has_every_figure(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_status(["bench", *SMALL, "--format", "json"]) == 0
    out, err = capsys.readouterr()
    (result,) = json.loads(out)["results"]
    assert result["engine"]["pages_per_s"] > 0
    assert result["engine"]["bytes_per_page"] > result["engine"]["own_bytes_per_page"]
    assert err == ""


def test_csv_is_one_line_a_measurement(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_status(["bench", *SMALL, "--pages-to-scan", "50", "--format", "csv"]) == 0
    rows = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    assert [row["pages_to_scan"] for row in rows] == ["100", "50"]
    assert rows[0]["ratio"] == ""


def test_the_table_names_machine_workload_and_limit(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_status(["bench", *SMALL]) == 0
    out = capsys.readouterr().out
    assert "copies" in out and "limit" in out and "NumPy" in out
    assert "ksmd" not in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--workload", "copy"], "did you mean 'copies'?"),
        (["--pages", "1"], "--pages"),
        (["--kernel", "6.17"], "6.1"),
    ],
)
def test_what_cannot_be_taken(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_status(["bench", *arguments]) == 2
    assert message in capsys.readouterr().err


def test_ksmd_without_root_is_one_line_and_status_3() -> None:
    code = "import sys; from ksmlab.cli import main; import os; os.geteuid = lambda: 1000; main(['bench', '--ksmd'])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stdout) == (3, "")
    assert len(done.stderr.splitlines()) == 1 and "leave --ksmd away" in done.stderr
