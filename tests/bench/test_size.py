from __future__ import annotations

from pathlib import Path

import pytest

from ksmlab.errors import TooLarge
from ksmlab.kernel.profiles import profile
from ksmlab.scenario import model
from ksmlab.session import size
from ksmlab.session.running import begin

PAGES = 10**12


def region(pages: int, kind: model.ContentKind = "zero", name: str = "ram") -> model.RegionSpec:
    return model.RegionSpec(name, pages, (model.Content(kind, None, pages),))


def scenario(*regions: model.RegionSpec, steps: tuple[model.Step, ...] = ()) -> model.Scenario:
    return model.Scenario("size", "", model.KernelChoice(), 0, {}, (model.ProcessSpec("vm1", regions),), steps)


def test_the_reckoning_is_what_the_tables_then_hold() -> None:
    pages = 300_000
    runner, _ = begin(scenario(region(pages)), profile("6.18").features)
    tables = size.bytes_needed(scenario(region(pages))) - pages * size.WORKING_BYTES
    assert runner.machine.nbytes == pytest.approx(tables, rel=0.01)


def test_pages_without_a_frame_need_less() -> None:
    assert size.bytes_needed(scenario(region(1000, "untouched"))) < size.bytes_needed(scenario(region(1000)))


@pytest.mark.parametrize(
    "step",
    [
        model.Fork("vm1", "child"),
        model.Map("vm1", region(1000, "untouched", "more")),
        model.Start(model.ProcessSpec("vm2", (region(1000, "untouched"),))),
        model.Repeat(1, (model.Fork("vm1", "child"),)),
    ],
)
def test_what_steps_map_counts(step: model.Step) -> None:
    alone = size.bytes_needed(scenario(region(1000)))
    more = size.bytes_needed(scenario(region(1000), steps=(step,)))
    assert more == alone + size.bytes_for(1000, 0)


def test_repeated_forks_count_each_time() -> None:
    steps = (model.Repeat(5, (model.Fork("vm1", "child"), model.Exit("child"))),)
    assert size.bytes_needed(scenario(region(1000), steps=steps)) == size.bytes_for(6000, 1000)


def test_a_machine_that_does_not_fit_is_refused_with_the_figure() -> None:
    needed = size.bytes_needed(scenario(region(PAGES)))
    with pytest.raises(TooLarge, match=f"would need {needed / 2**30:,.1f} GiB") as refusal:
        begin(scenario(region(PAGES)), profile("6.18").features)
    assert refusal.value.exit_status == 2


def test_a_small_machine_is_not_even_asked_about(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(size, "available_bytes", lambda: 0)
    size.ensure_fits(size.SMALL_BYTES)
    with pytest.raises(TooLarge):
        size.ensure_fits(size.SMALL_BYTES + 1)


def test_available_memory_is_what_the_kernel_says(tmp_path: Path) -> None:
    meminfo = tmp_path / "meminfo"
    assert size.available_bytes(meminfo) is None
    meminfo.write_text("MemTotal:  9 kB\nMemAvailable:   7 kB\n")
    assert size.available_bytes(meminfo) == 7 * 1024
