from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from ksmlab.cli import exit_status
from tests.cli.test_main import ROOT, program

SMALL = """\
ksmlab: 1
title: Two and a zero page
kernel: "6.18"
ksm: {pages_to_scan: 10, smart_scan: 0, use_zero_pages: 1}
processes:
  - name: vm1
    regions:
      - {name: ram, pages: 3, mergeable: true, content: [{zero: null, pages: 1}, {hex: "aa", pages: 2}]}
steps:
  - scan: {full_scans: 2}
  - note: Two pages are **one** frame now.
  - expect: {pages_sharing: 1}
  - set: {max_page_sharing: 1}
  - run: 2
  - scan: 1
  - expect: {pages_sharing: 7, ksm_zero_pages: {min: 2, max: 4}, vm1.ksm_rmap_items: 3}
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    path.write_text(SMALL)
    return path


@pytest.fixture
def held(tmp_path: Path) -> Path:
    """A scenario whose expectations hold."""
    path = tmp_path / "held.yaml"
    path.write_text(SMALL.replace("pages_sharing: 7, ksm_zero_pages: {min: 2, max: 4}", "pages_sharing: 0"))
    return path


def test_jsonl_has_the_contracts_keys_in_their_order(held: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_status(["replay", str(held), "--format", "jsonl", "--frames", "--costs"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["step"], row["batch"], row["action"]) for row in rows] == [
        (0, 0, "start"), (1, 1, "scan"), (1, 2, "scan"), (4, 2, "set"), (5, 2, "run"), (6, 3, "scan"),
    ]  # fmt: skip
    assert list(rows[0]) == ["step", "batch", "action", "counters", "processes", "costs"]
    assert list(rows[2]) == ["step", "batch", "action", "counters", "processes", "costs", "frames"]
    assert list(rows[3]) == ["step", "batch", "action", "counters", "processes", "costs", "errors", "frames"]
    assert rows[2]["frames"] == {"vm1.ram": [-2, 0, 0]}
    assert rows[3]["errors"] == [{"write": "max_page_sharing", "errno": "EINVAL"}]
    assert list(rows[2]["processes"]["vm1"])[:2] == ["ksm_rmap_items", "ksm_zero_pages"]
    costs = rows[-1]["costs"]
    assert list(costs)[:2] == ["memcmp_pages", "checksums"]
    assert costs["memcmp_pages"] == sum(value for name, value in costs.items() if name not in list(costs)[:2])


def test_without_costs_and_frames_there_are_none(held: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_status(["replay", str(held), "--format", "jsonl"]) == 0
    assert not any({"costs", "frames"} & json.loads(line).keys() for line in capsys.readouterr().out.splitlines())


def test_with_several_files_each_row_names_its_scenario(
    small: Path, held: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    exit_status(["replay", str(held), str(small), "--format", "jsonl"])
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [next(iter(row)) for row in rows] == ["scenario"] * 12
    assert [row["scenario"] for row in rows] == ["held"] * 6 + ["small"] * 6


def test_a_miss_is_told_with_file_line_expected_and_actual(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_status(["replay", str(small), "--format", "jsonl"]) == 1
    lines = capsys.readouterr().err.splitlines()
    misses = [line for line in lines if "expect" in line]
    assert misses == [
        f"{small}:16: under 6.18, expected pages_sharing to be 7; it is 0",
        f"{small}:16: under 6.18, expected ksm_zero_pages to be 2 to 4; it is 0",
        "2 of 4 expectations missed",
    ]


def test_what_a_kernel_has_not_is_a_miss(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_status(["replay", str(small), "--kernel", "6.1"]) == 1
    assert "expected ksm_zero_pages to be 2 to 4; 6.1 has no such thing now" in capsys.readouterr().err


def test_narration_goes_to_stderr(held: Path, capsys: pytest.CaptureFixture[str]) -> None:
    exit_status(["replay", str(held), "--format", "csv"])
    out, err = capsys.readouterr()
    assert err.splitlines() == [
        "  Two pages are **one** frame now.",
        "step 4: 6.18 refuses write max_page_sharing: EINVAL",
        "step 6: run was 2: 1 is written first",
    ]
    assert "frame now" not in out


def test_csv_has_one_header_and_a_cell_for_everything(held: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_status(["replay", str(held), "--format", "csv", "--costs", "--frames"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["batch"] for row in rows] == ["0", "1", "2", "2", "2", "3"]
    assert rows[2]["pages_sharing"] == "1"
    assert rows[2]["vm1.ksm_zero_pages"] == "1"
    assert rows[3]["errors"] == "write max_page_sharing: EINVAL"
    assert json.loads(rows[2]["frames"]) == {"vm1.ram": [-2, 0, 0]}
    assert int(rows[2]["checksums"]) == 6
    assert None not in rows[0]


def test_csv_of_kernels_and_processes_that_differ_has_all_columns(
    held: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(
        'ksmlab: 1\nkernel: "v3"\nprocesses: [{name: p}]\nsteps:\n  - fork: {process: p, child: c}\n  - exit: c\n'
    )
    assert exit_status(["replay", str(held), str(other), "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert {"ksm_zero_pages", "zero_pages_sharing", "vm1.ksm_rmap_items", "c.ksm_rmap_items"} <= rows[0].keys()
    assert [row["c.ksm_rmap_items"] for row in rows if row["scenario"] == "other"] == ["", "0", ""]


def table(path: Path, *arguments: str, columns: str = "80") -> list[str]:
    return program("replay", str(path), *arguments, COLUMNS=columns).stdout.splitlines()


def test_a_table_fits_80_columns_and_has_no_colour_in_a_pipe(held: Path) -> None:
    for kernel in ("6.1", "v3", "6.18"):
        lines = table(held, "--kernel", kernel, "--costs")
        assert max(map(len, lines)) <= 80
        assert "\x1b" not in "".join(lines)
        assert lines[0] == f"Two and a zero page (kernel {kernel})"


def test_a_table_shows_what_changes_and_leaves_out_what_does_not(held: Path) -> None:
    text = "\n".join(table(held, columns="200"))
    assert "chains" not in text
    assert "skipped" not in text
    lines = [line.split() for line in table(held, columns="200")]
    assert next(line for line in lines if line[:1] == ["1"])[:6] == ["1", "1", "scan", "2", "full", "scans"]


def test_wakeups_that_changed_nothing_are_one_line(tmp_path: Path) -> None:
    path = tmp_path / "long.yaml"
    path.write_text(
        SMALL[: SMALL.index("steps:")] + "steps:\n  - scan: 1\n  - set: {pages_to_scan: 1}\n  - run: 0\n  - scan: 500\n"
    )
    assert any("2-501" in line for line in table(path))


def test_a_table_can_show_frames(held: Path) -> None:
    lines = table(held, "--frames")
    assert "  vm1.ram  zero 0 0" in lines[lines.index("frames after step 1") :]


def test_check_validates_every_step(
    held: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    seen: list[object] = []
    monkeypatch.setattr("ksmlab.ksm.validate.validate", seen.append)
    assert exit_status(["replay", str(held), "--check"]) == 0
    assert len(seen) == 4
    capsys.readouterr()


def test_a_broken_invariant_is_a_message(
    held: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(ksm: object) -> None:
        raise AssertionError("pages_shared")

    monkeypatch.setattr("ksmlab.ksm.validate.validate", broken)
    assert exit_status(["replay", str(held), "--check", "--format", "jsonl"]) == 1
    assert "held: an invariant of the engine does not hold (pages_shared)" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["replay", "no-such-scenario"], "no scenario `no-such-scenario`"),
        (["replay", "first-merge", "--kernel", "6.17"], "no kernel profile '6.17'"),
        (["replay"], "SCENARIO"),
    ],
)
def test_wrong_input_is_status_2(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_status(arguments) == 2
    out, err = capsys.readouterr()
    assert words in err
    assert out == ""


def test_nothing_is_written_when_a_later_file_is_wrong(held: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_status(["replay", str(held), "no-such-scenario", "--format", "jsonl"]) == 2
    assert capsys.readouterr().out == ""


def test_the_library_is_found_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_status(["replay", "first-merge", "--format", "jsonl"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[0])["step"] == 0


def test_rows_for_programs_load_no_terminal(held: Path) -> None:
    for form in ("jsonl", "csv"):
        code = (
            "import sys\nfrom ksmlab.cli import exit_status\n"
            f"status = exit_status(['replay', {str(held)!r}, '--format', {form!r}, '--costs'])\n"
            "sys.exit(status or bool({'rich', 'textual'} & {name.partition('.')[0] for name in sys.modules}))"
        )
        assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False).returncode == 0
