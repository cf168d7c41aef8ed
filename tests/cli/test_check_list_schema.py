from __future__ import annotations

import json
from pathlib import Path

import pytest

from ksmlab.cli import exit_status
from ksmlab.scenario import library

WRONG = "ksmlab: 1\nsead: 1\nprocesses:\n- {name: vm, regions: [{name: ram}]}\n"


@pytest.fixture
def wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A file with two mistakes, in the current directory."""
    monkeypatch.chdir(tmp_path)
    Path("wrong.yaml").write_text(WRONG, encoding="utf-8")
    return "wrong.yaml"


def test_check_tells_every_mistake_of_every_file(wrong: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_status(["check", wrong, "none.yaml"]) == 2
    told = capsys.readouterr()
    assert told.out.splitlines() == [
        "wrong.yaml:2:1: unknown key `sead` in a scenario; expected `ksmlab`, `title`, `about`, `kernel`, `seed`, "
        "`ksm`, `clock`, `processes` or `steps`; did you mean `seed`?",
        "wrong.yaml:4:24: a region has no `pages`; expected `pages:` (its size in pages of 4 KiB)",
        "there is no file none.yaml; expected a scenario file",
    ]
    assert told.err == "2 files, 3 mistakes\n"


def test_check_as_json(wrong: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_status(["check", "--format", "json", wrong]) == 2
    records = json.loads(capsys.readouterr().out)
    assert [(record["file"], record["line"], record["column"]) for record in records] == [(wrong, 2, 1), (wrong, 4, 24)]
    assert records[0]["message"] == "unknown key `sead` in a scenario"
    assert records[0]["hint"] == "did you mean `seed`?"
    assert records[1]["expected"] == "`pages:` (its size in pages of 4 KiB)"


def test_check_finds_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "right.yaml"
    file.write_text("ksmlab: 1\n", encoding="utf-8")
    assert exit_status(["check", str(file)]) == 0
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", "1 file, no mistakes\n")


def test_check_without_a_file_is_misuse(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_status(["check"]) == 2
    assert "Try 'ksmlab check --help'" in capsys.readouterr().err


def test_schema_is_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_status(["schema"]) == 0
    assert json.loads(capsys.readouterr().out)["$schema"] == "http://json-schema.org/draft-07/schema#"


ENTRIES = [
    library.Entry("zero-pages", "Zero pages", "What a merged\nzero page is.\n\nMore.", "6.18", Path("zero-pages.yaml")),
    library.Entry("fork", "Fork", "What a child sees.", "6.1", Path("fork.yaml")),
]


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> None:
    """A library of two scenarios."""
    monkeypatch.setattr(library, "entries", lambda: ENTRIES)


@pytest.mark.usefixtures("shelf")
def test_list_shows_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_status(["list"]) == 0
    shown = capsys.readouterr().out
    assert "What a merged zero page is." in shown and "More." not in shown
    assert shown.splitlines()[-1] == "To open one: ksmlab run zero-pages"


@pytest.mark.usefixtures("shelf")
def test_list_of_what_speaks_of_all_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_status(["list", "--format", "json", "CHILD", "fork"]) == 0
    assert [record["name"] for record in json.loads(capsys.readouterr().out)] == ["fork"]
    assert exit_status(["list", "child", "zero"]) == 2
    assert capsys.readouterr().err == "no scenario of the library speaks of that\n"


@pytest.mark.usefixtures("shelf")
def test_list_as_json_has_all_of_about(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_status(["list", "--format", "json"]) == 0
    first = json.loads(capsys.readouterr().out)[0]
    assert first == {
        "name": "zero-pages", "title": "Zero pages", "about": ENTRIES[0].about, "kernel": "6.18",
        "file": "zero-pages.yaml",
    }  # fmt: skip
