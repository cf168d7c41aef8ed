from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

from ksmlab.cli import exit_status
from ksmlab.kernel.feature_facts import facts_of, feature_names
from ksmlab.kernel.knobs import files
from ksmlab.kernel.profiles import PROFILES, profile


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """stdout of `ksmlab kernels ...`, which must go well."""
    assert exit_status(["kernels", *arguments]) == 0
    return capsys.readouterr().out


def words(text: str) -> str:
    """The text without its line breaks and indents."""
    return " ".join(text.split())


@pytest.mark.parametrize("arguments", [[], ["6.12"], ["v3", "7.3"], ["--diff", "6.1", "7.3"]], ids=" ".join)
def test_plain_text_fits_80_columns(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    text = answer(capsys, *arguments)
    assert "\x1b" not in text
    assert max(map(len, text.splitlines())) <= 80
    assert not [line for line in text.splitlines() if line != line.rstrip()]
    assert "\u2026" not in text  # nothing was cut off


def test_the_table_has_every_kernel_and_feature(capsys: pytest.CaptureFixture[str]) -> None:
    lines = answer(capsys).splitlines()
    (header,) = [line for line in lines if line.startswith("feature ")]
    assert header.split()[1:] == list(PROFILES)
    rows = {line.split()[0].rstrip("*"): line.split()[1:] for line in lines[lines.index(header) + 1 :] if line}
    assert set(feature_names()) <= set(rows)
    assert rows["smart_scan"] == ["-", "-", "-", "yes", "yes", "yes", "yes", "yes", "yes"]
    assert rows["zero_page_tracking"] == ["a", "b", "c", "c", "c", "c", "c", "c", "c"]
    assert "zero_page_tracking: a none, b item_flag, c dirty_pte" in lines


def test_the_table_marks_what_no_recorded_row_shows(capsys: pytest.CaptureFixture[str]) -> None:
    text = answer(capsys)
    assert "advisor* " in text
    assert "smart_scan " in text
    assert "*: not seen in recorded rows" in text


@pytest.mark.parametrize("name", PROFILES)
def test_one_kernel_tells_each_feature_and_each_file(capsys: pytest.CaptureFixture[str], name: str) -> None:
    text = words(answer(capsys, name))
    kernel = profile(name)
    for fact in facts_of(kernel.features):
        assert fact.words in text
        assert fact.source in text
        assert f"Kernels: {fact.release}" in text
    for file in files(kernel.features):
        assert f" {file} = " in text or f" {file}: " in text


def test_one_kernel_tells_what_was_back_ported(capsys: pytest.CaptureFixture[str]) -> None:
    assert "since 6.18; the newer way back-ported to 6.12.y." in answer(capsys, "6.12")
    assert "back-ported" not in words(answer(capsys, "7.3"))


def test_the_difference_tells_what_changed_and_why(capsys: pytest.CaptureFixture[str]) -> None:
    text = answer(capsys, "--diff", "6.1", "v3")
    assert "zero_page_tracking: none -> item_flag" in text
    assert "[PATCH v3 0/5] ksm: support tracking KSM-placed zero-pages" in text
    assert text.count("+ zero_pages_sharing") == 2  # the file and the line of ksm_stat
    assert "smart_scan" not in text


def test_the_difference_goes_both_ways(capsys: pytest.CaptureFixture[str]) -> None:
    assert "    + smart_scan\n" in answer(capsys, "--diff", "6.6", "6.8")
    assert "    - smart_scan\n" in answer(capsys, "--diff", "6.8", "6.6")


def test_a_kernel_does_not_differ_from_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert "No feature differs" in answer(capsys, "--diff", "6.8", "6.8")


def test_json_of_all(capsys: pytest.CaptureFixture[str]) -> None:
    records = json.loads(answer(capsys, "--format", "json"))
    assert [record["name"] for record in records] == list(PROFILES)
    for record in records:
        assert record.items() >= asdict(profile(record["name"]).features).items()


def test_json_of_one(capsys: pytest.CaptureFixture[str]) -> None:
    (record,) = json.loads(answer(capsys, "6.6", "--format", "json"))
    assert record["files"] == list(files(profile("6.6").features))
    assert record["trace"] == {"scenarios": 101, "rows": 5872, "comparisons": True}
    assert len(record["features"]) == len(feature_names())


def test_csv_has_one_line_a_record(capsys: pytest.CaptureFixture[str]) -> None:
    def rows(*arguments: str) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(answer(capsys, *arguments, "--format", "csv"))))

    assert [row["name"] for row in rows()] == list(PROFILES)
    assert [row["feature"] for row in rows("6.6")] == list(feature_names())
    assert [(row["feature"], row["before"], row["after"]) for row in rows("--diff", "6.18", "6.19")] == [
        ("unmerge", "folio_walk", "range_walk")
    ]
    assert rows("--diff", "6.6", "6.6") == []


@pytest.mark.parametrize("names", [[], ["6.1"], ["6.1", "v3", "6.6"]])
def test_a_difference_takes_two(capsys: pytest.CaptureFixture[str], names: list[str]) -> None:
    assert exit_status(["kernels", "--diff", *names]) == 2
    assert "--diff takes two kernels" in capsys.readouterr().err


def test_an_unknown_kernel(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_status(["kernels", "6.13"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "the last one before it is 6.12" in err


def test_as_a_process_on_a_terminal_without_colour() -> None:
    """FORCE_COLOR makes Rich believe in a terminal; NO_COLOR must still win over colours."""
    environment = {**os.environ, "FORCE_COLOR": "1", "NO_COLOR": "1", "COLUMNS": "80"}
    done = subprocess.run(
        [sys.executable, "-m", "ksmlab", "kernels"],
        cwd=Path(__file__).parents[2], env=environment, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0
    assert not any(f"\x1b[{code}" in done.stdout for code in (3, 4, 9, 10))
