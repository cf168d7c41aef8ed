"""What a learner reads in the library's files, and how the files are written."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

from ksmlab import load_scenario
from ksmlab.cli import exit_status
from ksmlab.scenario import library
from ksmlab.scenario.model import Note, Scenario
from ksmlab.scenario.schema import schema
from ksmlab.session.running import flat

NAMES = tuple(library.names())
LESSONS = tuple(name for name in NAMES if "/" not in name)
FOLDERS = {"", "selftests", "v3", "zero-cost"}
WIDEST_LINE = 100  # columns: a file is read on a projector, beside the lab
WIDEST_STRIP = 64  # cells: what a panel of a 120-column screen shows of a region in one or two lines
LARGE = ("advisor", "workload-vm")  # shown aggregated, on purpose


def scenario(name: str) -> Scenario:
    return load_scenario(name)


def text(name: str) -> str:
    return library.names()[name].read_text(encoding="utf-8")


def test_the_course_has_every_lesson_once() -> None:
    course = (library.root() / "course.txt").read_text(encoding="utf-8").split()
    assert tuple(course) == LESSONS == NAMES[: len(LESSONS)]
    assert course[0] == "first-merge" and len(course) >= 22


@pytest.mark.parametrize("name", NAMES)
def test_it_says_what_it_shows(name: str) -> None:
    loaded = scenario(name)
    assert 8 <= len(loaded.title) <= 72, loaded.title
    assert len(loaded.about.split()) >= 20
    assert any(isinstance(step, Note) for step in flat(loaded.steps))


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_asks_before_it_shows(name: str) -> None:
    loaded = scenario(name)
    (question,) = re.findall(r"\*\*Before you step:\*\*(.+)", loaded.about, flags=re.DOTALL)
    assert "?" in question
    notes = [step.text for step in flat(loaded.steps) if isinstance(step, Note)]
    assert len(notes) >= 2
    assert any("?" in note for note in notes[:-1])


@pytest.mark.parametrize("name", LESSONS)
def test_a_lessons_strips_fit_a_screen(name: str) -> None:
    for process in scenario(name).processes:
        assert len(process.name) <= 8
        for region in process.regions:
            assert len(region.name) <= 8
            assert region.pages <= WIDEST_STRIP or name in LARGE


@pytest.mark.parametrize("name", NAMES)
def test_its_name_and_its_lines(name: str) -> None:
    folder, _, stem = name.rpartition("/")
    assert folder in FOLDERS
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", stem) and len(name) <= 48
    lines = text(name).split("\n")
    assert max(map(len, lines)) <= WIDEST_LINE
    assert not [line for line in lines if line != line.rstrip()]
    assert lines[-1] == "" and lines[-2]
    assert not [line for line in lines[1:] if re.match(r"\s*#", line)], "the file's text is its notes"


@pytest.mark.parametrize("name", NAMES)
def test_its_keys_stand_in_one_order(name: str) -> None:
    order = ["ksmlab", "title", "about", "kernel", "seed", "ksm", "clock", "processes", "steps"]
    keys = list(yaml.safe_load(text(name)))
    assert keys == [key for key in order if key in keys]


@pytest.mark.parametrize("name", NAMES)
def test_editors_find_no_mistake_in_it(name: str) -> None:
    data: Any = yaml.safe_load(text(name))
    errors = list(jsonschema_rs.validator_for(schema()).iter_errors(data))
    assert not [(str(error.instance_path), error.message) for error in errors]


def test_the_list_has_every_scenario(capsys: pytest.CaptureFixture[str]) -> None:
    assert exit_status(["list", "--format", "json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [entry["name"] for entry in listed] == list(NAMES)
    assert all(Path(entry["file"]).is_file() for entry in listed)
    assert not [entry["name"] for entry in listed if not entry["title"] or not entry["about"]]
