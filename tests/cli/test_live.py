from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from ksmlab.cli import exit_status
from ksmlab.errors import MachineRefuses
from ksmlab.live import reader as reader_module
from tests.live.conftest import COUNTERS, write_ksm

Output = pytest.CaptureFixture[str]
STAT = "ksm_rmap_items 5\nksm_zero_pages 2\nksm_merging_pages 9\nksm_process_profit 40000\nksm_merge_any: no\n"


@pytest.fixture(autouse=True)
def pretended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The machine under tmp_path in place of the real one."""
    write_ksm(tmp_path / "sys/kernel/mm/ksm")
    (tmp_path / "proc/sys/kernel").mkdir(parents=True)
    (tmp_path / "proc/sys/kernel/osrelease").write_text("6.18.44-fc\n")
    (tmp_path / "proc/11").mkdir()
    (tmp_path / "proc/11/comm").write_text("qemu\n")
    (tmp_path / "proc/11/ksm_stat").write_text(STAT)
    real = reader_module.LiveReader
    monkeypatch.setattr(reader_module, "LiveReader", lambda: real(tmp_path))
    return tmp_path


def test_a_table_in_a_pipe_comes_once(capsys: Output) -> None:
    assert exit_status(["live"]) == 0
    out = capsys.readouterr().out
    assert out.count("pages_sharing") == 1
    assert "kernel 6.18.44-fc · run 0 (stopped)" in out
    assert "qemu" in out and "40,000" in out


def test_json_lines_have_everything(capsys: Output) -> None:
    assert exit_status(["live", "--format", "jsonl", "--count", "2", "--interval", "0.05"]) == 0
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert first["counters"] == COUNTERS and first["knobs"]["pages_to_scan"] == "100"
    assert first["processes"] == [
        {"pid": 11, "comm": "qemu", "ksm_rmap_items": 5, "ksm_zero_pages": 2, "ksm_merging_pages": 9}
        | {"ksm_process_profit": 40000, "ksm_merge_any": "no"}
    ]
    assert "rates" not in first and second["rates"]["pages_scanned_per_s"] == 0


def test_csv_has_one_header(capsys: Output) -> None:
    assert exit_status(["live", "--format", "csv", "--count", "2", "--interval", "0.05"]) == 0
    rows = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    assert [row["pages_sharing"] for row in rows] == ["8", "8"]
    assert [row["pages_scanned_per_s"] for row in rows] == ["", "0.000"]


def test_openmetrics_is_one_exposition(capsys: Output) -> None:
    assert exit_status(["live", "--format", "openmetrics"]) == 0
    assert capsys.readouterr().out.endswith("# EOF\n")


def test_a_recording_is_rows_of_the_replay_format(capsys: Output, tmp_path: Path) -> None:
    path = tmp_path / "live.jsonl"
    assert exit_status(["live", "-f", "csv", "-n", "2", "-i", "0.05", "--record", str(path)]) == 0
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    assert [(row["step"], row["action"]) for row in rows] == [(0, "start"), (1, "live")]
    assert rows[1]["processes"]["qemu-11"]["ksm_rmap_items"] == 5


def test_without_ksm_it_is_status_3(capsys: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    def refusing() -> None:
        raise MachineRefuses("this machine's kernel has no KSM")

    monkeypatch.setattr(reader_module, "LiveReader", refusing)
    assert exit_status(["live"]) == 3
    assert capsys.readouterr().err == "this machine's kernel has no KSM\n"


def test_a_process_that_is_not_there_is_status_2(capsys: Output) -> None:
    assert exit_status(["live", "--pid", "999999999"]) == 2
    assert "no process 999999999" in capsys.readouterr().err
