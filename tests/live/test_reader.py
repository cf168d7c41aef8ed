from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ksmlab.errors import MachineRefuses
from ksmlab.live.openmetrics import openmetrics
from ksmlab.live.rates import rates
from ksmlab.live.reader import LiveReader, LiveSnapshot, parse_ksm_stat
from ksmlab.live.samples import samples
from tests.live.conftest import COUNTERS, KNOBS, FakeMachine

STAT = "ksm_rmap_items {}\nksm_zero_pages 2\nksm_merging_pages 9\nksm_process_profit {}\nksm_merge_any: no\n"


@pytest.fixture
def root(fake_machine: FakeMachine) -> Path:
    idle = "ksm_rmap_items 0\nksm_zero_pages 0\nksm_merging_pages 0\nksm_process_profit 0\nksm_merge_any: no\n"
    root = fake_machine(
        {
            10: ("poor", STAT.format(90, -4096), ""),
            11: ("rich", STAT.format(5, 40000), ""),
            12: ("idle", idle, ""),
            13: ("kthread", "", ""),
            37: ("ksmd", "", ""),
        }
    )
    fields = ["S", *["0"] * 10, "150", "50", *["0"] * 20]
    (root / "proc/37/stat").write_text("37 (ksmd) " + " ".join(fields))
    return root


def test_a_snapshot_has_every_file_and_processes_by_profit(root: Path) -> None:
    shot = LiveReader(root).snapshot()
    assert shot.counters == COUNTERS
    assert shot.knobs == KNOBS
    assert shot.release == "6.18.44-fc"
    assert [(each.pid, each.comm, each.profit) for each in shot.processes] == [(11, "rich", 40000), (10, "poor", -4096)]
    assert shot.rmap_items == 2 + 8 + 1 + 5
    assert shot.ksmd_cpu_s is not None and shot.ksmd_cpu_s > 0


def test_without_ksm_it_is_said_what_to_do_instead(fake_machine: FakeMachine) -> None:
    with pytest.raises(MachineRefuses, match="ksmlab run"):
        LiveReader(fake_machine(ksm=False))


def test_old_kernels_have_merging_pages_beside_ksm_stat(fake_machine: FakeMachine) -> None:
    root = fake_machine({10: ("vm", "ksm_rmap_items 100\n", "")})
    (root / "proc/10/ksm_merging_pages").write_text("50\n")
    (process,) = LiveReader(root).snapshot().processes
    assert process.fields == {"ksm_rmap_items": 100, "ksm_merging_pages": 50}
    assert process.profit == 50 * 4096 - 100 * 64


def test_ksm_stat_is_read_with_and_without_colons() -> None:
    assert parse_ksm_stat(STAT.format(1, -2)) == {
        "ksm_rmap_items": 1,
        "ksm_zero_pages": 2,
        "ksm_merging_pages": 9,
        "ksm_process_profit": -2,
        "ksm_merge_any": "no",
    }


def later(shot: LiveSnapshot, seconds: float, **counters: int) -> LiveSnapshot:
    cpu_s = None if shot.ksmd_cpu_s is None else shot.ksmd_cpu_s + seconds / 4
    changed = {name: value + counters.get(name, 0) for name, value in shot.counters.items()}
    return replace(shot, time_s=shot.time_s + seconds, counters=changed, ksmd_cpu_s=cpu_s)


def test_rates_are_for_each_second(root: Path) -> None:
    shot = LiveReader(root).snapshot()
    found = rates(shot, later(shot, 2.0, pages_scanned=400, full_scans=4, pages_sharing=-1))
    assert found.pages_scanned_per_s == pytest.approx(200)
    assert found.full_scan_s == pytest.approx(0.5)
    assert found.ksmd_cpu_percent == pytest.approx(25)
    assert found.changes == {"pages_scanned": 400, "full_scans": 4, "pages_sharing": -1}


def test_a_full_scan_that_does_not_end_in_time_is_reckoned_from_the_speed(root: Path) -> None:
    shot = LiveReader(root).snapshot()
    assert rates(shot, later(shot, 1.0, pages_scanned=4)).full_scan_s == pytest.approx(16 / 4)


def test_what_cannot_be_known_is_not_guessed(root: Path) -> None:
    shot = replace(LiveReader(root).snapshot(), ksmd_cpu_s=None)
    still = rates(shot, later(shot, 1.0))
    assert (still.full_scan_s, still.ksmd_cpu_percent, still.pages_scanned_per_s) == (None, None, 0)
    old = replace(shot, counters={name: value for name, value in shot.counters.items() if name != "pages_scanned"})
    assert rates(old, later(old, 1.0)).pages_scanned_per_s is None


def test_samples_come_at_the_interval_and_the_first_has_no_rates(root: Path) -> None:
    slept: list[float] = []
    found = list(samples(LiveReader(root), 0.5, 3, sleep=slept.append))
    assert [sample.number for sample in found] == [0, 1, 2]
    assert [sample.rates is None for sample in found] == [True, False, False]
    assert len(slept) == 2 and all(0 <= pause <= 1.0 for pause in slept)


def test_a_sample_is_a_row_of_the_replay_format(root: Path) -> None:
    first, second = samples(LiveReader(root), 0, 2, sleep=lambda _: None)
    assert (first.row()["step"], first.row()["action"]) == (0, "start")
    row = second.row()
    assert (row["step"], row["batch"], row["action"]) == (1, 1, "live")
    assert row["counters"] == COUNTERS
    assert list(row["processes"]) == ["rich-11", "poor-10"]


def test_openmetrics_ends_as_the_format_wants_and_names_processes(root: Path) -> None:
    text = openmetrics(LiveReader(root).snapshot())
    lines = text.splitlines()
    assert lines[-1] == "# EOF" and text.endswith("\n")
    assert "# TYPE ksm_pages_sharing gauge" in lines and "ksm_pages_sharing 8" in lines
    assert "# TYPE ksm_full_scans counter" in lines and "ksm_full_scans_total 3" in lines
    assert "ksm_setting_pages_to_scan 100" in lines
    assert 'ksm_process_rmap_items{pid="11",comm="rich"} 5' in lines
    assert 'ksm_process_merge_any{pid="11",comm="rich"} 0' in lines
    named = [line.split()[2] for line in lines if line.startswith("# TYPE")]
    assert len(named) == len(set(named)), "each metric is declared once"


def test_names_of_processes_are_escaped(fake_machine: FakeMachine) -> None:
    root = fake_machine({10: ('a"b\\c', STAT.format(1, 1), "")})
    assert 'comm="a\\"b\\\\c"' in openmetrics(LiveReader(root).snapshot())
