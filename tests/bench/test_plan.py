from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from ksmlab.bench import ksmd, own_process, plan
from ksmlab.bench.own_process import EngineResult
from ksmlab.bench.plan import Plan
from ksmlab.bench.report import as_json, as_rows
from ksmlab.bench.timing import Timing, Watch
from ksmlab.bench.workloads import USUAL
from ksmlab.errors import KsmlabError, MachineRefuses, TooLarge, UsageError
from ksmlab.session import size

ENGINE = EngineResult(Timing(3000, 3, 30, 2.0, 1.0), 0.5, 64_000, 24_000)
KSMD = Timing(3000, 3, 30, 4.0, 2.0)


def silent(what: str, share: float) -> None:
    return None


@pytest.fixture
def measurements(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """Instead of processes that measure: the list of what they were asked."""
    asked: list[tuple[object, ...]] = []

    def engine(name: str, pages: int, pages_to_scan: int, kernel: str, watch: Watch) -> EngineResult:
        watch(0.5)
        asked.append(("engine", name, pages_to_scan))
        return ENGINE

    class Real:
        def measure(self, name: str, pages: int, pages_to_scan: int, watch: Watch) -> Timing:
            asked.append(("ksmd", name, pages_to_scan))
            return KSMD

    @contextmanager
    def this_ksmd() -> Iterator[Real]:
        asked.append(("begin",))
        yield Real()
        asked.append(("end",))

    monkeypatch.setattr(own_process, "measure_engine", engine)
    monkeypatch.setattr(own_process, "measure_limit", lambda pages: 9e8)
    monkeypatch.setattr(ksmd, "this_ksmd", this_ksmd)
    monkeypatch.setattr(ksmd, "check", lambda pages: None)
    return asked


def test_without_names_every_usual_workload_runs_at_both_batch_sizes(measurements: list[tuple[object, ...]]) -> None:
    report = Plan.of(1000, "6.18").run(silent)
    assert [(each.workload, each.pages_to_scan) for each in report.measured] == [
        (name, number) for name in USUAL for number in (100, 100_000)
    ]
    assert {kind for kind, *_ in measurements} == {"engine"}


def test_the_real_ksmd_is_asked_between_its_own_begin_and_end(measurements: list[tuple[object, ...]]) -> None:
    report = Plan.of(1000, "6.18", ["zero"], [100], real=True).run(silent)
    assert measurements == [("begin",), ("engine", "zero", 100), ("ksmd", "zero", 100), ("end",)]
    assert report.measured[0].ratio == 2.0


def test_progress_only_goes_forward(measurements: list[tuple[object, ...]]) -> None:
    shares: list[float] = []
    Plan.of(1000, "6.18", real=True).run(lambda what, share: shares.append(share))
    assert shares == sorted(shares) and 0.9 < shares[-1] <= 1.0


def test_rates_are_by_cpu_time_and_bytes_by_page(measurements: list[tuple[object, ...]]) -> None:
    row = as_rows(Plan.of(1000, "6.18", ["zero"], [100], real=True).run(silent))[0]
    assert row["pages_per_s"] == 3000
    assert row["ksmd_pages_per_s"] == 1500
    assert (row["bytes_per_page"], row["own_bytes_per_page"]) == (64.0, 40.0)


def test_json_carries_the_machine_and_the_limit(measurements: list[tuple[object, ...]]) -> None:
    whole = as_json(Plan.of(1000, "6.18", ["zero"], [100]).run(silent))
    assert {"cpu", "cores", "memory_bytes", "kernel", "python", "numpy"} <= set(whole["machine"])
    assert whole["limit"]["pages_per_s"] == 900_000_000
    assert whole["results"][0]["ksmd"] is None and whole["results"][0]["ratio"] is None


def test_a_wrong_name_gets_the_nearest_right_one() -> None:
    with pytest.raises(UsageError, match="did you mean 'settled'"):
        Plan.of(1000, "6.18", ["setled"])
    with pytest.raises(UsageError, match=r"6\.18"):
        Plan.of(1000, "6.81")


def test_a_machine_that_does_not_fit_is_refused_before_anything_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(size, "available_bytes", lambda: 1 << 30)
    with pytest.raises(TooLarge, match="would need"):
        Plan.of(1 << 30, "6.18")


def test_no_root_is_one_line_that_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(instead: str) -> None:
        raise MachineRefuses(f"needs root, {instead}")

    monkeypatch.setattr("ksmlab.live.permission.check", refuse)
    with pytest.raises(MachineRefuses, match="leave --ksmd away") as refusal:
        plan.Plan.of(1000, "6.18", real=True)
    assert refusal.value.exit_status == 3 and "\n" not in str(refusal.value)


def test_a_measurement_in_its_own_process() -> None:
    shares: list[float] = []
    result = own_process.measure_engine("zero", 2000, 100, "6.18", shares.append)
    assert result.timing.pages_scanned == 6000
    assert result.peak_bytes >= result.baseline_bytes > 1 << 20
    assert own_process.measure_limit(1000) > 0


def test_a_measurement_that_dies_is_told_of() -> None:
    with pytest.raises(KsmlabError, match="ended with status 1"):
        own_process.measure_engine("no such workload", 2000, 100, "6.18", lambda share: None)
