from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ksmlab.cli import exit_status
from ksmlab.errors import MachineRefuses
from ksmlab.live import permission
from ksmlab.live import session as session_module
from ksmlab.live.session import Session
from ksmlab.scenario import load_scenario
from tests.live.sessions import EngineAsKernel

Output = pytest.CaptureFixture[str]


class Pretended:
    """This machine, pretended: the engine under `kernel` plays what the command line names."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, kernel: str, *names: str, nodes: int = 1) -> None:
        self.allowed = True
        engine = EngineAsKernel(kernel, *map(load_scenario, names), nodes=nodes)

        @contextmanager
        def opened() -> Iterator[Session]:
            yield engine

        monkeypatch.setattr(permission, "check", self._check)
        monkeypatch.setattr(permission, "check_memory", lambda pages: None)
        monkeypatch.setattr(session_module, "this_machine", opened)

    def _check(self) -> None:
        if not self.allowed:
            raise MachineRefuses("stepping ksmd needs root: try it with sudo")


def test_agreement_is_a_table_and_a_last_line_that_names_kernel_and_profile(
    monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    Pretended(monkeypatch, "6.18", "first-merge")
    assert exit_status(["verify", "first-merge", "--yes"]) == 0
    printed = capsys.readouterr()
    assert printed.out.splitlines()[-1] == "10 of 10 rows agree, kernel 6.18.0-test, profile 6.18"
    assert "pages_" in printed.out and "scan" in printed.out
    assert "writes the settings under /sys/kernel/mm/ksm" in printed.err


def test_a_difference_is_told_row_by_row_and_ends_with_1(monkeypatch: pytest.MonkeyPatch, capsys: Output) -> None:
    Pretended(monkeypatch, "6.18", "fork")
    assert exit_status(["verify", "fork", "--yes", "--kernel", "6.16"]) == 1
    out = capsys.readouterr().out
    assert "≠" in out, "marked in the table"
    assert ": kernel 0, engine " in out, "and in words"
    assert "rows agree, kernel 6.18.0-test, profile 6.16" in out.splitlines()[-1]


def test_the_nearest_profile_is_named(monkeypatch: pytest.MonkeyPatch, capsys: Output) -> None:
    Pretended(monkeypatch, "6.18", "first-merge")
    monkeypatch.setattr("ksmlab.cli.verify_campaign.is_same_release", lambda release, name: False)
    exit_status(["verify", "first-merge", "--yes"])
    assert "profile 6.18 (6.18.44), the nearest there is" in capsys.readouterr().err


def test_several_scenarios_have_a_line_each_and_what_cannot_be_compared_is_skipped(
    monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    Pretended(monkeypatch, "6.18", "first-merge", "run-2")
    assert exit_status(["verify", "first-merge", "numa", "run-2", "--yes"]) == 0
    printed = capsys.readouterr()
    assert [line.partition(":")[0] for line in printed.out.splitlines()[:-1]] == ["first-merge", "run-2"]
    assert "numa skipped: it needs 2 NUMA nodes" in printed.err
    assert "(1 scenario skipped)" in printed.out


def test_a_scenario_that_changes_the_kernel_is_compared_when_it_is_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    Pretended(monkeypatch, "6.18", "what-if", "first-merge")
    assert exit_status(["verify", "what-if", "first-merge", "--yes"]) == 0
    assert "what-if skipped: it changes the kernel (" in capsys.readouterr().err


def test_nothing_to_compare_is_no_success(monkeypatch: pytest.MonkeyPatch, capsys: Output) -> None:
    Pretended(monkeypatch, "6.18")
    assert exit_status(["verify", "numa", "--yes"]) == 3


def test_rows_as_json_lines(monkeypatch: pytest.MonkeyPatch, capsys: Output) -> None:
    Pretended(monkeypatch, "6.18", "fork")
    exit_status(["verify", "fork", "--yes", "--kernel", "6.16", "--format", "jsonl"])
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {row["scenario"] for row in rows} == {"fork"}
    first = next(row for row in rows if not row["agrees"])
    assert first["action"] == "fork"
    assert {"field", "kernel", "engine"} == first["differences"][0].keys()


def test_the_recording_is_what_replay_prints(monkeypatch: pytest.MonkeyPatch, capsys: Output, tmp_path: Path) -> None:
    Pretended(monkeypatch, "6.18", "fork")
    assert exit_status(["verify", "fork", "--yes", "--record", str(tmp_path / "fork.jsonl")]) == 0
    capsys.readouterr()
    exit_status(["replay", "fork", "--format", "jsonl", "--frames", "--kernel", "6.18"])
    assert (tmp_path / "fork.jsonl").read_text() == capsys.readouterr().out


def test_without_yes_and_nobody_to_ask_nothing_is_changed(monkeypatch: pytest.MonkeyPatch, capsys: Output) -> None:
    Pretended(monkeypatch, "6.18", "first-merge")
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert exit_status(["verify", "first-merge"]) == 2
    assert "--yes" in capsys.readouterr().err


def test_a_machine_that_does_not_allow_it_is_status_3_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: Output
) -> None:
    Pretended(monkeypatch, "6.18").allowed = False
    assert exit_status(["verify", "first-merge", "--yes"]) == 3
    printed = capsys.readouterr()
    assert printed.out == "" and printed.err == "stepping ksmd needs root: try it with sudo\n"


def test_costs_where_they_cannot_be_counted_are_status_3(monkeypatch: pytest.MonkeyPatch, capsys: Output) -> None:
    Pretended(monkeypatch, "6.18", "first-merge")
    assert exit_status(["verify", "first-merge", "--yes", "--costs"]) == 3
    assert "no kprobe" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "--random 100"),
        (["no-such-scenario"], "no-such-scenario"),
        (["first-merge", "--kernel", "6.99"], "6.99"),
        (["first-merge", "--vm", "/no/such/kernel"], "/no/such/kernel"),
    ],
)
def test_wrong_input_is_status_2(capsys: Output, arguments: list[str], told: str) -> None:
    assert exit_status(["verify", *arguments]) == 2
    assert told in capsys.readouterr().err
