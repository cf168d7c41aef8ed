from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ksmlab.replay.columns import counter_columns, process_names, record
from ksmlab.replay.rows import Replay
from ksmlab.replay.step_words import step_words
from ksmlab.replay.table import Table, fitting, heading
from ksmlab.scenario import model, parse_scenario
from ksmlab.scenario.model import Scenario
from tests.strategies import scenarios


@given(scenarios())
def test_columns_known_beforehand_are_those_of_the_rows(scenario: Scenario) -> None:
    """What CSV's header promises is what comes, whoever forks and exits."""
    replay = Replay(scenario, costs=True)
    columns = counter_columns(scenario, replay.features, costs=True)
    seen: set[str] = set()
    for row in replay:
        seen |= record(row).keys() - {"step", "batch", "action", "errors"}
    assert seen <= set(columns)
    living = {name.partition(".")[0] for name in seen if "." in name}
    assert living <= set(process_names(scenario))
    assert {name for name in columns if "." not in name} <= seen


@given(scenarios())
def test_a_tables_lines_lose_no_wakeup_and_no_change(scenario: Scenario) -> None:
    replay = Replay(scenario)
    columns = counter_columns(scenario, replay.features)
    table = Table(columns)
    rows = []
    for step, found in replay.by_step():
        for row in found:
            table.add(row, step_words(step))
            rows.append(tuple(record(row).get(name) for name in columns))
    lines = list(table.lines(columns))
    assert sum(line.last - line.first + 1 for line in lines) == len(rows)
    spread = [line.numbers for line in lines for _ in range(line.first, line.last + 1)]
    assert spread == rows


def test_step_words() -> None:
    text = """
ksmlab: 1
processes: [{name: vm, regions: [{name: ram, pages: 8, content: zero}]}]
steps:
  - scan: 3
  - scan: {full_scans: 1}
  - scan: {pages: 2}
  - write: {process: vm, region: ram, pages: "0-1,4", content: {text: hi}}
  - read: {process: vm, region: ram}
  - madvise: {process: vm, region: ram, pages: 3, advice: dontneed}
  - unmap: {process: vm, region: ram, pages: 7}
  - prctl: {process: vm, merge_any: true}
  - set: {use_zero_pages: 1, smart_scan: 0}
  - run: 2
  - map: {process: vm, region: {name: more, pages: 2}}
  - start: {name: kvm}
  - fork: {process: vm, child: kid}
  - exit: kid
"""
    assert [step_words(step) for step in parse_scenario(text).steps] == [
        "scan 3",
        "scan 1 full scan",
        "scan 2 pages",
        "write vm.ram[0-1,4] text:hi",
        "read vm.ram[0-7]",
        "madvise vm.ram[3] dontneed",
        "munmap vm.ram[7]",
        "prctl vm merge_any=1",
        "set use_zero_pages=1, smart_scan=0",
        "run 2",
        "mmap vm.more[2]",
        "start kvm",
        "fork vm as kid",
        "exit kid",
    ]
    assert step_words(None) == "start"
    assert step_words(model.Repeat(3, ())) == "repeat 3 times"


def test_headings_are_the_name_in_short_lines() -> None:
    for name in ("pages_sharing", "stable_node_chains", "vm1.ksm_rmap_items", "full_scans"):
        assert "".join(heading(name)) == name
        assert max(map(len, heading(name))) <= 9


@given(st.lists(st.integers(1, 12), min_size=1, max_size=12), st.integers(0, 60))
def test_columns_that_are_kept_have_room_and_their_order(widths: list[int], room: int) -> None:
    names = [f"c{place}" for place in range(len(widths))]
    kept = fitting(names, widths, room)
    assert sum(widths[names.index(name)] for name in kept) <= room
    assert list(kept) == [name for name in names if name in kept]


def test_the_weightiest_columns_stay() -> None:
    names = ("pages_scanned", "pages_shared", "general_profit", "pages_sharing")
    assert fitting(names, [8, 8, 8, 8], 16) == ("pages_shared", "pages_sharing")
