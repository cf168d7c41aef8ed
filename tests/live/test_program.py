from __future__ import annotations

import base64
from typing import Any

import pytest
from blake3 import blake3

from ksmlab.errors import UsageError
from ksmlab.live import program as module
from ksmlab.live.program import make_program
from ksmlab.scenario import parse_scenario

TEXT = """
ksmlab: 1
title: everything that a program says
seed: 7
ksm: {pages_to_scan: 4, smart_scan: 0}
processes:
  - name: vm1
    regions:
      - {name: ram, pages: 6, at: 3, mergeable: true,
         content: [{hex: "aa00", pages: 2}, zero: null, {unique: 258, pages: 2}]}
      - {name: more, pages: 2, content: [{random: 3, pages: 1}, {read: null, pages: 1}]}
steps:
  - repeat: {times: 2, steps: [{scan: 3}, {scan: {full_scans: 1}}]}
  - note: nothing that a kernel does
  - write: {process: vm1, region: ram, pages: "0,2-3", content: {text: hi}}
  - fork: {process: vm1, child: vm2}
  - map: {process: vm2, region: {name: heap, pages: 1, content: {fill: "a5"}}}
  - madvise: {process: vm2, region: ram, pages: 1, advice: unmergeable}
  - prctl: {process: vm2, merge_any: true}
  - set: {use_zero_pages: 1}
  - run: 2
  - unmap: {process: vm1, region: more}
  - exit: vm1
"""


@pytest.fixture
def program() -> dict[str, Any]:
    text = TEXT.replace("zero: null,", "{zero: null, pages: 1},")
    return make_program(parse_scenario(text, "dir/all.of-it.yaml"), frames=True, costs=True)


def page(program: dict[str, Any], number: int) -> bytes:
    return base64.b64decode(program["contents"][number])


def test_it_carries_the_scenarios_name_and_settings(program: dict[str, Any]) -> None:
    assert program["name"] == "all.of-it"
    assert (program["frames"], program["costs"]) == (True, True)
    assert program["ksm"] == {"pages_to_scan": 4, "smart_scan": 0}


def test_every_setting_but_the_agents_own_has_a_default_and_the_advisor_comes_first(program: dict[str, Any]) -> None:
    defaults = program["defaults"]
    assert next(iter(defaults)) == "advisor_mode"
    assert {"max_page_sharing", "merge_across_nodes", "stable_node_chains_prune_millisecs"} <= defaults.keys()
    assert not defaults.keys() & {"run", "sleep_millisecs"}


def test_regions_lie_where_the_engine_puts_them(program: dict[str, Any]) -> None:
    ram, more = program["start"][0]["regions"]
    assert (ram["at"], more["at"]) == (3, 10)
    mapped = next(op for op in program["steps"] if op["action"] == "map")
    assert mapped["region"]["at"] == 13  # a page is left free behind what the parent mapped last


def test_contents_are_real_bytes(program: dict[str, Any]) -> None:
    ram, more = program["start"][0]["regions"]
    (two, same), (one, zero), (_, first), (_, second), (left, untouched) = ram["runs"]
    assert (two, page(program, same)) == (2, b"\xaa")
    assert (one, page(program, zero)) == (1, b"")
    assert page(program, first) == (258).to_bytes(8, "big")
    assert page(program, second) == (259).to_bytes(8, "big")
    assert (left, untouched) == (1, "untouched")
    (_, random), (_, read) = more["runs"]
    assert page(program, random).ljust(4096, b"\0") == blake3(b"stream random 7 3 0").digest(4096)
    assert read == "read"


def test_repeats_are_written_out_and_what_no_kernel_does_is_left_out(program: dict[str, Any]) -> None:
    actions = [op["action"] for op in program["steps"]]
    assert actions == ["scan"] * 4 + ["write", "fork", "map", "madvise", "prctl", "set", "run", "unmap", "exit"]
    assert [op["step"] for op in program["steps"]] == [1, 1, 1, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11]
    assert program["steps"][0]["wakeups"] == 3 and program["steps"][1]["full_scans"] == 1


def test_pages_are_ranges_with_both_ends(program: dict[str, Any]) -> None:
    write = program["steps"][4]
    assert write["ranges"] == [[0, 0], [2, 3]]
    assert [count for count, _ in write["runs"]] == [3]


def test_more_memory_than_a_real_machine_should_be_asked_for_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAGES_AT_MOST", 7)
    with pytest.raises(UsageError, match="more than 7 pages"):
        make_program(parse_scenario(TEXT.replace("zero: null,", "{zero: null, pages: 1},"), "all.yaml"))


def test_pages_of_a_mix_are_whole_too() -> None:
    text = """
ksmlab: 1
title: a mix
seed: 7
processes:
  - name: vm
    regions:
      - {name: ram, pages: 40, mergeable: true, content: {mix: {zero: 0.2, duplicate: 0.4, distinct: 3, unique: 0.4}}}
steps: [{scan: 1}]
"""
    contents = make_program(parse_scenario(text, "mix.yaml"))["contents"]
    pages = {base64.b64decode(content).ljust(4096, b"\0") for content in contents} - {bytes(4096)}
    assert len(pages) > 3
    for data in pages:
        assert len(data) == 4096
        # random to the end: bytes beyond the 64 that tell pages apart are not the filling
        assert all(any(data[at : at + 64]) for at in range(0, 4096, 64))
