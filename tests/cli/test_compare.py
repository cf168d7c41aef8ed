from __future__ import annotations

import csv
import io
import json

import pytest

from ksmlab.cli import exit_status


def compared(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert exit_status(["compare", *arguments]) == 0
    return capsys.readouterr().out


def cells(text: str, step: int) -> list[str]:
    """The numbers of a step's line in the first table."""
    line = next(line for line in text.splitlines() if line.startswith(f"{step:>4} "))
    return line.split()[-6:]


def test_the_series_two_issues_at_a_glance(capsys: pytest.CaptureFixture[str]) -> None:
    """Before it: no count, and nothing is unshared; as posted: when ksmd passes; today: at once."""
    text = compared(capsys, "unmerge-zero-pages", "--kernel", "6.1", "--kernel", "v3", "--kernel", "6.18")
    head = text.splitlines()[3].split()
    assert head == ["zero_pages", "zero", "pages", "in", "fact"]
    steps = [int(line.split()[0]) for line in text.splitlines() if "madvise" in line and line[:4].strip().isdigit()]
    assert cells(text, 1) == ["-", "12", "12", "12", "12", "12"]
    assert cells(text, steps[0]) == ["-", "12", "4*", "12", "12", "4*"]
    assert "zero_pages_sharing under v3; ksm_zero_pages\n  under 6.18" in text
    assert text.count("Cause: zero_page_tracking") == 2


def test_the_series_is_what_is_compared_by_default(capsys: pytest.CaptureFixture[str]) -> None:
    assert "under 6.1, v3, 6.18" in compared(capsys, "unmerge-zero-pages")


def test_it_fits_into_a_mail(capsys: pytest.CaptureFixture[str]) -> None:
    for scenario in ("unmerge-zero-pages", "smart-scan", "fork"):
        text = compared(capsys, scenario, "-k", "6.1", "-k", "v3", "-k", "6.8", "-k", "6.18")
        assert max(map(len, text.splitlines())) <= 78
        assert text.isascii()


def test_kernels_that_do_not_differ(capsys: pytest.CaptureFixture[str]) -> None:
    text = compared(capsys, "first-merge", "-k", "6.18", "-k", "6.19")
    assert "No counter differs at any step." in text
    assert "6.18 -> 6.19: the same numbers at every step" in text


def test_a_counter_can_be_asked_for_by_any_of_its_names(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("zero_pages", "ksm_zero_pages", "zero_pages_sharing"):
        text = compared(capsys, "first-merge", "-k", "v3", "-k", "6.19", "--counter", name, "--counter", "full_scans")
        assert text.splitlines()[3].split() == ["zero_pages", "full_scans"]


def test_a_wrong_counter_names_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_status(["compare", "first-merge", "--counter", "page_shared"]) == 2
    assert "did you mean pages_shared?" in capsys.readouterr().err


def test_one_kernel_is_too_few(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_status(["compare", "first-merge", "-k", "6.1", "-k", "6.1"]) == 2
    assert "two kernels or more" in capsys.readouterr().err


def test_wakeups_have_a_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    by_step = compared(capsys, "unmerge-zero-pages", "--format", "jsonl").splitlines()
    by_wakeup = [
        json.loads(line) for line in compared(capsys, "unmerge-zero-pages", "--wakeups", "-f", "jsonl").splitlines()
    ]
    assert len(by_wakeup) > len(by_step)
    batches = [row["batch"] for row in by_wakeup if row.get("what", "").startswith("scan")]
    assert batches == sorted(batches)
    assert len(set(batches)) > 3


def test_jsonl(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [json.loads(line) for line in compared(capsys, "unmerge-zero-pages", "--format", "jsonl").splitlines()]
    assert rows[0]["kernels"]["v3"]["zero_pages"] == 0
    assert "zero_pages" not in rows[0]["kernels"]["6.1"]
    assert rows[1]["differing"][0] == "zero_pages"
    last = rows[-1]
    assert last["kernels"] == ["v3", "6.18"]
    assert last["explanation"]["features"] == ["zero_page_tracking"]
    assert last["explanation"]["values"].keys() == {"v3", "6.18"}


def test_csv(capsys: pytest.CaptureFixture[str]) -> None:
    text = compared(capsys, "unmerge-zero-pages", "-k", "6.1", "-k", "v3", "--format", "csv", "--counter", "all")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert list(rows[0]) == ["step", "batch", "what", "counter", "6.1", "v3", "differs"]
    zero_pages = [row for row in rows if row["counter"] == "zero_pages"]
    assert {row["6.1"] for row in zero_pages} == {""}
    assert {row["differs"] for row in zero_pages} == {"0", "1"}


def test_costs_can_be_compared(capsys: pytest.CaptureFixture[str]) -> None:
    text = compared(capsys, "first-merge", "-k", "6.8", "-k", "6.12", "--costs", "--counter", "memcmp_pages")
    assert "memcmp_pages" in text
