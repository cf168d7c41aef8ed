"""A session saved as a scenario, loaded and replayed, ends where the session ends when it is played to its end."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ksmlab.errors import KsmlabError, UsageError
from ksmlab.lab import Lab
from ksmlab.scenario import load_scenario, parse_scenario
from ksmlab.scenario.model import Advice, Content, Exit, Fork, Madvise, Pages, Run, Scan, SetKnobs, Step, Unmap, Write
from ksmlab.scenario.writing import dump_scenario, step_to_mapping
from ksmlab.session.commands import ByHand
from ksmlab.session.saving import as_scenario, save
from ksmlab.snapshot.processes import processes
from tests.snapshot.sessions import UNITS, move, scenario, small
from tests.strategies import KERNELS, knob_settings, scenarios

ADVICES: tuple[Advice, ...] = ("mergeable", "unmergeable", "dontneed")


@st.composite
def by_hand(draw: st.DrawFn, lab: Lab) -> Step:
    """Something to do by hand to a lab as it is now."""
    kind = draw(st.sampled_from(("run", "knob", "scan", "scan", "write", "madvise", "unmap", "fork", "exit")))
    living = [process for process in processes(lab) if not process.exited and process.regions]
    if kind == "run" or (not living and kind not in ("knob", "scan")):
        return Run(value=draw(st.sampled_from((0, 1, 1, 2))))
    if kind == "knob":
        return SetKnobs(values=dict([draw(st.one_of(knob_settings(), st.just(("run", "nonsense"))))]))
    if kind == "scan":
        count = draw(st.integers(1, 5))
        return draw(st.sampled_from((Scan(wakeups=count), Scan(full_scans=1), Scan(pages=count))))
    process = draw(st.sampled_from(living))
    if kind == "fork":
        return Fork(process=process.name, child=f"kid{len(lab.machine.memory.processes)}")
    if kind == "exit":
        return Exit(process=process.name)
    region = draw(st.sampled_from(process.regions))
    first = draw(st.integers(0, region.pages - 1))
    pages = Pages(((first, draw(st.integers(first, min(first + 3, region.pages - 1)))),))
    if kind == "unmap":
        return Unmap(process=process.name, region=region.name, pages=pages)
    if kind == "madvise":
        advice = draw(st.sampled_from(ADVICES))
        return Madvise(process=process.name, region=region.name, pages=pages, advice=advice)
    contents = (draw(st.sampled_from((Content("zero", None, len(pages)), Content("unique", 1, len(pages))))),)
    return Write(process=process.name, region=region.name, pages=pages, contents=contents)


def finish(lab: Lab) -> str:
    while not lab.finished:
        lab.next_step()
    return lab.digest()


def replayed(lab: Lab) -> Lab:
    """The session again, without what failed: that leaves contents behind which would be numbered otherwise."""
    again = Lab(lab.scenario, lab.kernel)
    for command in lab.commands[: lab.at]:
        if isinstance(command, ByHand):
            again.do(command.step)
        else:
            move(again, command.unit, command.count)
    return again


@pytest.mark.parametrize("kernel", KERNELS)
@settings(max_examples=25)
@given(data=st.data())
def test_a_saved_session_replays_to_the_same_state(kernel: str, data: st.DataObject) -> None:
    lab = Lab(data.draw(scenarios(max_pages=50, max_steps=8)), kernel)
    for _ in range(data.draw(st.integers(1, 12))):
        try:
            if data.draw(st.booleans()):
                lab.do(data.draw(by_hand(lab)))
            else:
                move(lab, data.draw(st.sampled_from((*UNITS, "wakeup"))), data.draw(st.integers(1, 4)))
        except KsmlabError:
            continue  # a write to what was unmapped: it did not happen
    saved = dump_scenario(as_scenario(lab))
    again = replayed(lab)
    try:
        expected = finish(again)
    except KsmlabError:
        return  # what is left of the file cannot follow what was done by hand
    assert finish(Lab(parse_scenario(saved))) == expected, saved


def saved_steps(lab: Lab) -> list[object]:
    return [step_to_mapping(step) for step in as_scenario(lab).steps]


def test_a_scan_is_split_where_something_was_done() -> None:
    lab = small("  - scan: 9\n  - note: done", knobs="pages_to_scan: 4")
    lab.step_wakeup(3)
    lab.do(Run(value=0))
    lab.do(Run(value=1))
    assert saved_steps(lab) == [{"scan": 3}, {"run": 0}, {"run": 1}, {"scan": 6}, {"note": "done"}]
    lab.step_page(2)
    lab.do(SetKnobs(values={"use_zero_pages": 1}))
    assert saved_steps(lab)[3:] == [
        {"scan": {"pages": 2}},
        {"set": {"use_zero_pages": 1}},
        {"scan": 6},
        {"note": "done"},
    ]
    lab.back(2)
    assert saved_steps(lab)[3:] == [{"scan": 6}, {"note": "done"}]


def test_scans_that_the_file_does_not_have_become_steps() -> None:
    lab = small("  - run: 1\n  - scan: 1", knobs="pages_to_scan: 4")
    lab.step_wakeup(2)
    lab.step_page(1)
    assert saved_steps(lab) == [{"scan": 2}, {"scan": {"pages": 1}}, {"run": 1}, {"scan": 1}]
    lab.next_step(2)
    lab.step_full_scan()
    assert saved_steps(lab)[2:] == [{"run": 1}, {"scan": 1}, {"scan": 2}]


def test_without_anything_by_hand_the_file_stays_as_it_is() -> None:
    lab = small("  - repeat: {times: 3, steps: [{scan: 1}]}\n  - expect: {pages_shared: 99}")
    lab.step_page(2)
    lab.next_step(2)
    assert as_scenario(lab).steps == lab.scenario.steps


def test_expectations_that_did_not_hold_are_left_out() -> None:
    lab = small("  - scan: {full_scans: 2}\n  - expect: {pages_shared: 1}\n  - expect: {pages_sharing: 7}")
    lab.do(Exit(process="vm2"))
    lab.next_step()
    assert saved_steps(lab) == [{"exit": "vm2"}, {"scan": {"full_scans": 2}}, {"expect": {"pages_shared": 1}}]


def test_waiting_while_run_is_2_stays_waiting() -> None:
    lab = small("  - scan: 4", scans=2)
    lab.do(Run(value=2))
    lab.do(Scan(wakeups=3))
    assert saved_steps(lab)[-5:] == [{"run": 2}, {"run": 0}, {"scan": 3}, {"run": 2}, {"scan": 4}]


def test_save_writes_a_file_that_loads(tmp_path: Path) -> None:
    lab = Lab(scenario(), "6.6")
    lab.do(Exit(process="vm2"))
    path = save(lab, tmp_path / "mine")
    assert path.name == "mine.yaml"
    again = load_scenario(str(path))
    assert again.kernel.base == "6.6"
    assert [step_to_mapping(step) for step in again.steps] == [{"exit": "vm2"}, {"scan": 1}]
    assert [entry.name for entry in tmp_path.iterdir()] == ["mine.yaml"]
    with pytest.raises(UsageError, match="nowhere"):
        save(lab, tmp_path / "nowhere" / "mine.yaml")
