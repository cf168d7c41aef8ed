"""Whatever stands in a file: it loads, or the mistake is told with its place; never anything else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ksmlab.errors import ScenarioError
from ksmlab.scenario import dump_scenario, model, parse_scenario
from ksmlab.scenario.problems import each_error
from ksmlab.scenario.reading import decode
from tests.scenario.scenarios import scenarios
from tests.scenario.test_loading import FORMAT_PAGE

WORDS = [
    "ksmlab: 1\n", "- ", ": ", "\n", "\n  ", "\n    ", "{", "}", "[", "]", ",", "&a ", "*a", "? ", "!!str ", "|\n",
    '"', "null", "true", "0x10", "-1", "1.5", "processes", "steps", "regions", "name", "pages", "content", "zero",
    "scan", "repeat", "times", "expect", "kernel", "6.18", "ksm", "vm1", "ram", "\t", "#", "---\n", "%", "\ufeff",
    "\0", "é", "'",
]  # fmt: skip


def load(text: str) -> None:
    try:
        parse_scenario(text, "f.yaml")
    except ScenarioError as error:
        lines = text.count("\n") + text.count("\r") + 3
        for one in each_error(error):
            assert one.place is not None and 1 <= one.place.line <= lines and one.place.column >= 1
            assert one.message and "\n" not in str(one)


@given(st.text())
def test_any_text(text: str) -> None:
    load(text)


@given(st.lists(st.sampled_from(WORDS), max_size=40).map("".join))
def test_words_of_yaml(text: str) -> None:
    load(text)


@given(st.data())
def test_a_scenario_with_a_few_pieces_changed(data: st.DataObject) -> None:
    text = FORMAT_PAGE
    for _ in range(data.draw(st.integers(1, 3))):
        first, last = sorted(data.draw(st.tuples(*[st.integers(0, len(text))] * 2)))
        piece = data.draw(st.sampled_from(WORDS) | st.text(max_size=3))
        text = text[:first] + piece + text[min(last, first + 9) :]
    load(text)


@given(scenarios(), st.data())
def test_a_scenario_with_a_line_missing_doubled_or_moved(scenario: model.Scenario, data: st.DataObject) -> None:
    lines = dump_scenario(scenario).splitlines(keepends=True)
    line = data.draw(st.integers(0, len(lines) - 1))
    other = data.draw(st.integers(0, len(lines) - 1))
    match data.draw(st.sampled_from(["missing", "doubled", "moved", "cut"])):
        case "missing":
            del lines[line]
        case "doubled":
            lines.insert(other, lines[line])
        case "moved":
            lines.insert(other, lines.pop(line))
        case "cut":
            lines[line] = lines[line][: data.draw(st.integers(0, len(lines[line])))]
    load("".join(lines))


@given(st.binary())
def test_any_bytes(data: bytes) -> None:
    try:
        decode(data, "f.yaml")
    except ScenarioError as error:
        assert error.place is not None
