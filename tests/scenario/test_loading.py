"""Every content and every step of the format, and what becomes of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ksmlab.errors import Place
from ksmlab.scenario import model as m
from ksmlab.scenario import parse_scenario
from ksmlab.scenario.places import without_places

FORMAT_PAGE = """\
ksmlab: 1
title: Zero pages, before and after the patch
about: |
  What happens to a zero page that KSM merged when its owner asks for it back?
kernel: "6.18"
seed: 7
ksm:
  pages_to_scan: 4
  use_zero_pages: true
  smart_scan: 0
  advisor_mode: none
clock: {visit_ns: 500}
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
          - {hex: "aa", pages: 4}
          - {unique: 100, pages: 8}
          - {read: null, pages: 4}
          - {untouched: null, pages: 4}
steps:
  - scan: 9
  - madvise: {process: vm1, region: ram, advice: unmergeable}
  - expect: {ksm_zero_pages: 0}
"""


def steps(text: str) -> tuple[m.Step, ...]:
    head = "ksmlab: 1\nprocesses: [{name: vm, regions: [{name: ram, pages: 10}]}]\nsteps:\n"
    return parse_scenario(head + text, "f.yaml").steps


def region(content: str, pages: int = 4) -> tuple[m.Content, ...]:
    text = f"ksmlab: 1\nprocesses: [{{name: vm, regions: [{{name: ram, pages: {pages}, content: {content}}}]}}]"
    return without_places(parse_scenario(text).processes[0].regions[0].contents)


def test_the_example_of_the_format() -> None:
    scenario = parse_scenario(FORMAT_PAGE, "zero.yaml")
    assert scenario.title.startswith("Zero pages") and scenario.about.endswith("back?\n")
    assert (scenario.kernel, scenario.seed, scenario.path) == (m.KernelChoice("6.18"), 7, "zero.yaml")
    assert scenario.ksm == {"pages_to_scan": 4, "use_zero_pages": 1, "smart_scan": 0, "advisor_mode": "none"}
    assert [type(value) for value in scenario.ksm.values()] == [int, int, int, str]
    assert scenario.clock.values == {"visit_ns": 500}
    ram = scenario.processes[0].regions[0]
    assert (ram.name, ram.pages, ram.at, ram.mergeable, ram.node) == ("ram", 26, 0, True, 1)
    assert [(run.kind, run.value, run.pages) for run in ram.contents] == [
        ("zero", None, 4), ("hex", b"\xaa", 4), ("unique", 100, 8), ("read", None, 4), ("untouched", None, 4),
        ("untouched", None, 2),
    ]  # fmt: skip
    assert scenario.steps[0].place == Place("zero.yaml", 28, 5)
    assert scenario.ksm_place == Place("zero.yaml", 7, 1)


def test_what_is_left_out_has_its_default() -> None:
    scenario = parse_scenario("ksmlab: 1", "some/where.yaml")
    assert scenario == m.Scenario("where", "", m.KernelChoice("6.18"), 0, {}, (), (), "some/where.yaml")
    bare = parse_scenario("ksmlab: 1\nprocesses: [{name: a, regions: [{name: r, pages: 3}]}, {name: b}]").processes
    assert without_places(bare) == (
        m.ProcessSpec("a", (m.RegionSpec("r", 3, (m.Content("untouched", None, 3),)),)),
        m.ProcessSpec("b", ()),
    )


def test_a_kernel_with_changes() -> None:
    scenario = parse_scenario('ksmlab: 1\nkernel: {base: "6.18", zero_page_tracking: none, smart_scan: false}')
    assert scenario.kernel == m.KernelChoice("6.18", {"zero_page_tracking": "none", "smart_scan": False})


@pytest.mark.parametrize(
    ("content", "kind", "value"),
    [
        ("zero", "zero", None),
        ("{zero: }", "zero", None),
        ("{read: null}", "read", None),
        ("untouched", "untouched", None),
        ('{hex: "aA55"}', "hex", b"\xaa\x55"),
        ('{hex: "00"}', "hex", b"\0"),
        ("{fill: a5}", "fill", b"\xa5"),
        ("{text: grün}", "text", "grün".encode()),
        ('{text: ""}', "text", b""),
        ("{unique: 18446744073709551612}", "unique", 2**64 - 4),
        ("{unique: 0x10}", "unique", 16),
        ("{random: 3}", "random", 3),
        ("{mix: {zero: 0.1, duplicate: 0.2, unique: 0.7, distinct: 9}}", "mix", m.Mix(0.1, 0.2, 9, 0.7)),
        ("{mix: {}}", "mix", m.Mix()),
        ("{mix: {zero: 1}}", "mix", m.Mix(zero=1.0)),
    ],
)
def test_contents(content: str, kind: m.ContentKind, value: Any) -> None:
    assert region(content) == (m.Content(kind, value, 4),)


def test_contents_that_leave_pages_over() -> None:
    assert region("{zero: null, pages: 3}") == (m.Content("zero", None, 3), m.Content("untouched", None, 1))


WHERE: dict[str, Any] = {"process": "vm", "region": "ram"}
ALL = m.Pages(((0, 9),))


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("scan: 9", m.Scan(wakeups=9)),
        ("scan: {full_scans: 2}", m.Scan(full_scans=2)),
        ("set: {pages_to_scan: 4, smart_scan: off, advisor_mode: scan-time, max_page_sharing: -1}",
         m.SetKnobs(values={"pages_to_scan": 4, "smart_scan": 0, "advisor_mode": "scan-time", "max_page_sharing": -1})),
        ("run: 2", m.Run(value=2)),
        ("write: {process: vm, region: ram, pages: 2-3, content: zero}",
         m.Write(**WHERE, pages=m.Pages(((2, 3),)), contents=(m.Content("zero", None, 2),))),
        ('write: {process: vm, region: ram, pages: "0,2", content: [{fill: aa, pages: 1}, {unique: 5, pages: 1}]}',
         m.Write(**WHERE, pages=m.Pages(((0, 0), (2, 2))),
                 contents=(m.Content("fill", b"\xaa", 1), m.Content("unique", 5, 1)))),
        ("read: {process: vm, region: ram}", m.Read(**WHERE, pages=ALL)),
        ("read: {process: vm, region: ram, pages: 3}", m.Read(**WHERE, pages=m.Pages(((3, 3),)))),
        ('read: {process: vm, region: ram, pages: "0-3, 8"}', m.Read(**WHERE, pages=m.Pages(((0, 3), (8, 8))))),
        ("read: {process: vm, region: ram, pages: [1, 4-5]}", m.Read(**WHERE, pages=m.Pages(((1, 1), (4, 5))))),
        ("madvise: {process: vm, region: ram, pages: all, advice: dontneed}",
         m.Madvise(**WHERE, pages=ALL, advice="dontneed")),
        ("prctl: {process: vm, merge_any: false}", m.Prctl(process="vm", merge_any=False)),
        ("prctl: {process: vm}", m.Prctl(process="vm", merge_any=True)),
        ("map: {process: vm, region: {name: more, pages: 2, content: zero}}",
         m.Map(process="vm", region=m.RegionSpec("more", 2, (m.Content("zero", None, 2),)))),
        ("unmap: {process: vm, region: ram}", m.Unmap(**WHERE, pages=ALL)),
        ("start: {name: new}", m.Start(process=m.ProcessSpec("new", ()))),
        ("fork: {process: vm, child: kid}", m.Fork(process="vm", child="kid")),
        ("exit: vm", m.Exit(process="vm")),
        ("note: |-\n    *Look*", m.Note(text="*Look*")),
        ("expect: {pages_shared: 1, vm.ksm_zero_pages: {max: 4}, general_profit: {min: -64, max: 0}}",
         m.Expect(bounds=(m.Bound("pages_shared", equal=1), m.Bound("vm.ksm_zero_pages", maximum=4),
                          m.Bound("general_profit", minimum=-64, maximum=0)))),
        ("expect: {vm.ksm_merge_any: yes, vm.ksm_mergeable: \"no\", use_zero_pages: true}",
         m.Expect(bounds=(m.Bound("vm.ksm_merge_any", equal="yes"), m.Bound("vm.ksm_mergeable", equal="no"),
                          m.Bound("use_zero_pages", equal=1)))),
        ("expect: {kernel: \"6.1\", memcmp_pages: 3}",
         m.Expect(bounds=(m.Bound("memcmp_pages", equal=3),), kernels=("6.1",))),
        ("expect: {kernel: [v3, \"6.1\"], pages_shared: 3}",
         m.Expect(bounds=(m.Bound("pages_shared", equal=3),), kernels=("v3", "6.1"))),
    ],
)  # fmt: skip
def test_steps(text: str, step: m.Step) -> None:
    (loaded,) = steps(f"- {text}\n")
    assert loaded.number == 1 and loaded.place == Place("f.yaml", 4, 3)
    assert without_places(loaded) == without_places(_numbered(step, 1))


def _numbered(step: m.Step, number: int) -> m.Step:
    return replace(step, number=number)


def test_steps_in_a_repeat_have_its_number() -> None:
    repeat = steps("- scan: 1\n- repeat:\n    times: 3\n    steps:\n    - scan: 2\n    - run: 0\n")[1]
    assert isinstance(repeat, m.Repeat) and (repeat.number, repeat.times) == (2, 3)
    assert [(type(step), step.number) for step in repeat.steps] == [(m.Scan, 2), (m.Run, 2)]
    assert repeat.steps[1].place == Place("f.yaml", 9, 7)


def test_aliases_stand_for_what_they_name() -> None:
    loaded = steps("- write: &first {process: vm, region: ram, content: zero}\n- write: *first\n")
    assert without_places(loaded[0]) == without_places(_numbered(loaded[1], 1))


def test_a_forked_child_has_regions_and_can_be_forked_and_mapped_into() -> None:
    text = """\
- fork: {process: vm, child: kid}
- write: {process: kid, region: ram, content: zero}
- map: {process: kid, region: {name: more, pages: 1}}
- map: {process: vm, region: {name: more, pages: 1}}
- fork: {process: kid, child: grandkid}
- read: {process: grandkid, region: more}
"""
    assert len(steps(text)) == 6


def test_a_region_may_lie_where_another_was_unmapped() -> None:
    text = "- unmap: {process: vm, region: ram, pages: 2-3}\n- map: {process: vm, region: {name: b, pages: 2, at: 2}}\n"
    assert len(steps(text)) == 2
