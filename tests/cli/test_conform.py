from __future__ import annotations

import json
from pathlib import Path

import pytest

from ksmlab.cli import exit_status
from ksmlab.replay.conform import recordings
from ksmlab.replay.many import Job, hold_all
from tests.conftest import Traces


def test_all_exact(traces: Traces, capsys: pytest.CaptureFixture[str]) -> None:
    directory = traces(["6.6", "6.18"], ["selftest", "ltp"])
    assert exit_status(["conform", str(directory), "--costs"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["6.6", "6.18"]
    assert "comparisons counted in 5: all exact" in lines[0]
    assert "counted" not in lines[1]
    assert lines[1].endswith("all exact")


def test_only_the_kernels_asked_for(traces: Traces, capsys: pytest.CaptureFixture[str]) -> None:
    directory = traces(["6.1", "6.6", "6.18"], ["selftest"])
    assert exit_status(["conform", str(directory), "--kernel", "6.18", "--kernel", "6.1"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["6.18", "6.1"]


def spoil(directory: Path) -> None:
    """Another number in the last row of the first trace."""
    trace = directory / "selftest-merge.6.18.jsonl"
    lines = trace.read_text().splitlines()
    row = json.loads(lines[-1])
    row["counters"]["pages_sharing"] += 1
    trace.write_text("\n".join([*lines[:-1], json.dumps(row)]) + "\n")


def test_a_difference_is_one_line_and_status_1(traces: Traces, capsys: pytest.CaptureFixture[str]) -> None:
    directory = traces(["6.18"], ["selftest"])
    spoil(directory)
    assert exit_status(["conform", str(directory), "--kernel", "6.18"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert "4 scenarios" in lines[0]
    assert "1 differ, in 1 rows" in lines[0]
    assert lines[1].lstrip().startswith("selftest-merge: 1 of ")
    assert "counters.pages_sharing is 9 here, 10 on the kernel" in lines[1]
    assert len(lines) == 2


def test_json(traces: Traces, capsys: pytest.CaptureFixture[str]) -> None:
    directory = traces(["6.18"], ["selftest"])
    spoil(directory)
    assert exit_status(["conform", str(directory), "--format", "json"]) == 1
    (kernel,) = json.loads(capsys.readouterr().out)
    assert (kernel["kernel"], kernel["scenarios"], kernel["scenarios_differing"]) == ("6.18", 4, 1)
    (difference,) = kernel["differences"]
    assert difference["first"] | {"step": 0, "batch": 0} == {
        "step": 0,
        "batch": 0,
        "action": difference["first"]["action"],
        "field": "counters.pages_sharing",
        "recorded": 10,
        "engine": 9,
    }


def test_on_several_processes_the_verdicts_are_the_same(traces: Traces) -> None:
    directory = traces(["6.6", "6.12"], ["selftest", "functional"])
    jobs = [Job(kernel, *pair, True) for kernel in ("6.6", "6.12") for pair in recordings(directory, kernel)]
    alone, together = dict(hold_all(jobs, 1)), dict(hold_all(jobs, 2))
    assert alone == together
    assert len(alone) == 16


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["conform", "{}/nothing"], "is no directory"),
        (["conform", "{}"], "has no recordings; it should hold NAME.yaml and NAME.KERNEL.jsonl"),
        (["conform", "{}", "--kernel", "6.17"], "no kernel profile '6.17'"),
        (["conform", "{}", "--kernel", "6.18"], "has no recording of kernel 6.18"),
    ],
)
def test_wrong_input_is_status_2(
    tmp_path: Path, arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_status([argument.format(tmp_path) for argument in arguments]) == 2
    assert words in capsys.readouterr().err.replace("\n", " ")


@pytest.mark.parametrize(("text", "words"), [("{", "no JSON"), ('{"step": 1}', "no row; expected an object with")])
def test_a_line_that_is_no_row_is_told_with_its_place(
    traces: Traces, text: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    directory = traces(["6.18"], ["ltp"])
    trace = directory / "ltp-ksm01.6.18.jsonl"
    trace.write_text(trace.read_text().splitlines()[0] + f"\n{text}\n")
    assert exit_status(["conform", str(directory)]) == 2
    err = capsys.readouterr().err
    assert f"{trace}:2: " in err
    assert words in err
