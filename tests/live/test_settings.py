from __future__ import annotations

from pathlib import Path

import pytest

from ksmlab.live import settings
from ksmlab.live.settings import Settings
from tests.live.conftest import KNOBS, write_ksm


@pytest.fixture
def ksm(tmp_path: Path) -> Path:
    write_ksm(tmp_path)
    return tmp_path


def test_settings_are_what_can_be_written_and_the_advisor_mode_is_the_one_in_brackets(ksm: Path) -> None:
    assert Settings.read(ksm).values == {**KNOBS, "advisor_mode": "none"}


def test_what_was_changed_is_put_back(ksm: Path) -> None:
    before = Settings.read(ksm)
    for name in KNOBS:
        (ksm / name).write_text("1")
    assert before.restore(ksm) == []
    assert Settings.read(ksm) == before


def test_everything_is_unmerged_first_and_ksmd_runs_again_last(ksm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (ksm / "run").write_text("1")
    before = Settings.read(ksm)
    written: list[tuple[str, str]] = []
    monkeypatch.setattr(settings, "_try_write", lambda path, value: written.append((path.name, value)))
    before.restore(ksm)
    assert written[:3] == [("run", "2"), ("run", "0"), ("advisor_mode", "none")]
    assert written[-1] == ("run", "1")
    names = [name for name, _ in written[3:]]
    assert sorted(names) == sorted(KNOBS)
    assert names.index("pages_to_scan") < names.index("advisor_mode")  # it is refused while the advisor is active


def test_what_could_not_be_put_back_is_told(ksm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = Settings.read(ksm)
    (ksm / "max_page_sharing").write_text("2")
    monkeypatch.setattr(settings, "_try_write", lambda path, value: None)
    assert before.restore(ksm) == ["max_page_sharing is 2, was 256"]


def test_a_kernel_without_an_advisor_is_restored_too(ksm: Path) -> None:
    (ksm / "advisor_mode").unlink()
    before = Settings.read(ksm)
    (ksm / "run").write_text("1")
    assert before.restore(ksm) == []
    assert not (ksm / "advisor_mode").exists()
