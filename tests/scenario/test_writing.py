"""Scenarios are written so that they load to the same again, and read well."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given

from ksmlab.scenario import dump_scenario, parse_scenario
from ksmlab.scenario import model as m
from ksmlab.scenario.places import without_places
from ksmlab.scenario.writing import scenario_to_mapping, step_to_mapping
from tests.golden.unpack import members
from tests.scenario.scenarios import scenarios
from tests.scenario.test_loading import FORMAT_PAGE


@given(scenarios())
def test_what_is_written_loads_to_the_same(scenario: m.Scenario) -> None:
    assert without_places(parse_scenario(dump_scenario(scenario))) == scenario


@given(scenarios())
def test_other_yaml_readers_read_the_same(scenario: m.Scenario) -> None:
    assert yaml.safe_load(dump_scenario(scenario)) == scenario_to_mapping(scenario)


ODD_TEXTS = ["\x85", "a\r\nb", "\u2028", "a\n b", " a\nb ", "a: b", "# a", "\ufeff", "\t", "\0", "é" * 300]


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_texts_that_yaml_might_change(text: str) -> None:
    scenario = m.Scenario(text, text, m.KernelChoice(), 0, {}, (), (m.Note(number=1, text=text),))
    assert without_places(parse_scenario(dump_scenario(scenario))) == scenario


def test_recorded_scenarios_load_and_are_written_to_the_same() -> None:
    recorded = {name: data.decode() for name, data in members("scenarios").items() if name.endswith(".yaml")}
    assert len(recorded) > 100
    for name, text in recorded.items():
        scenario = parse_scenario(text, name)
        assert without_places(parse_scenario(dump_scenario(scenario))) == without_places(scenario), name


def test_it_reads_as_people_write() -> None:
    assert dump_scenario(parse_scenario(FORMAT_PAGE)) == """\
ksmlab: 1
title: Zero pages, before and after the patch
about: |
  What happens to a zero page that KSM merged when its owner asks for it back?
kernel: '6.18'
seed: 7
ksm: {pages_to_scan: 4, use_zero_pages: 1, smart_scan: 0, advisor_mode: none}
clock:
  visit_ns: 500
processes:
  - name: vm1
    regions:
      - name: ram
        pages: 26
        at: 0
        mergeable: true
        node: 1
        content:
          - {zero: null, pages: 4}
          - {hex: aa, pages: 4}
          - {unique: 100, pages: 8}
          - {read: null, pages: 4}
          - {untouched: null, pages: 4}
          - {untouched: null, pages: 2}
steps:
  - scan: 9
  - madvise: {process: vm1, region: ram, pages: 0-25, advice: unmergeable}
  - expect:
      ksm_zero_pages: 0
"""


def test_a_step_alone() -> None:
    where = {"process": "vm", "region": "ram"}
    step = m.Write(process="vm", region="ram", pages=m.Pages(((3, 3),)), contents=(m.Content("zero", None, 1),))
    assert step_to_mapping(step) == {"write": {**where, "pages": 3, "content": "zero"}}
    with pytest.raises(TypeError, match="no step of a scenario"):
        step_to_mapping(m.Step())
