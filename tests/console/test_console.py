"""The console answers as a shell on a real machine would, and says what would help."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ksmlab.console.command import Extra
from ksmlab.console.console import COMMANDS, Console
from ksmlab.kernel.knobs import DIRECTORY, files, knobs
from ksmlab.lab import Lab
from ksmlab.scenario import load_scenario
from tests.snapshot.sessions import letters, scenario, small
from tests.strategies import KERNELS


def console(kernel: str = "6.18", scans: int = 0, knobs: str = "") -> Console:
    return Console(small(kernel=kernel, scans=scans, knobs=knobs))


def said(line: str, at: Console | None = None) -> str:
    return (at or console(scans=2)).run(line).text


@pytest.mark.parametrize("kernel", KERNELS)
def test_every_file_of_the_kernel_is_there(kernel: str) -> None:
    shell = console(kernel, scans=2)
    assert said(f"ls {DIRECTORY}", shell).split("\n") == list(files(shell.lab.features))
    lines = said(f"grep . {DIRECTORY}/*", shell).split("\n")
    assert lines == [f"{DIRECTORY}/{name}:{shell.lab.read_file(name)}" for name in files(shell.lab.features)]
    for name, value in shell.lab.counters().items():
        assert said(f"cat {name}", shell) == str(value)


@pytest.mark.parametrize("kernel", KERNELS)
def test_every_knob_takes_its_default(kernel: str) -> None:
    shell = console(kernel)
    for knob in knobs(shell.lab.features):
        output = shell.run(f"echo {knob.default} > {knob.name}")
        assert (output.text, output.is_error, output.moved) == ("", False, True), knob.name


def test_ksm_stat_is_written_as_the_kernel_writes_it() -> None:
    stat = {
        "6.1": "ksm_rmap_items 8",
        "v3": "ksm_rmap_items 8\nzero_pages_sharing 0",
        "6.6": "ksm_rmap_items 8\nksm_zero_pages 0\nksm_merging_pages 4\nksm_process_profit 15872",
    }
    stat["6.18"] = stat["6.6"] + "\nksm_merge_any: no\nksm_mergeable: yes"
    for kernel, text in stat.items():
        assert said("cat /proc/vm1/ksm_stat", console(kernel, scans=2)) == text
        assert said("cat /proc/vm1/ksm_merging_pages", console(kernel, scans=2)) == "4"


def test_a_knob_that_came_later_says_since_when() -> None:
    assert said("cat smart_scan", console("6.6")).endswith("(this kernel has no smart_scan (Linux has it since 6.7))")
    assert "prctl: Invalid argument" in said("prctl vm1 1", console("6.1"))


def test_what_processes_do() -> None:
    shell = console(scans=2)
    for line in (
        "madvise vm1 ram 0-1 MADV_UNMERGEABLE", "madvise vm2 ram dontneed", "write vm1 ram 4,6-7 hex aa",
        "read vm2 ram 0", "unmap vm2 ram 7", "fork vm1 kid", "map kid heap 3 zero mergeable", "start vm3",
        "map vm3 r 2 text hello world", "prctl vm3 1", "exit vm2",
    ):  # fmt: skip
        output = shell.run(line)
        assert (output.text, output.is_error, output.moved) == ("", False, True), line
    assert letters(shell.lab) == "ccAAuuuu" + "xxxxxxxx" + "--AApppp" + "ppp" + "pp"
    assert said("ls /proc", shell) == "kid\nvm1\nvm3"
    assert shell.run("write kid ram 99 zero").is_error and not shell.run("write kid ram 99 zero").moved


def test_a_fault_ends_a_step_that_then_did_not_happen() -> None:
    shell = console()
    shell.run("unmap vm1 ram 3")
    before = shell.lab.digest()
    output = shell.run("write vm1 ram 2-3 zero")
    assert output.text.startswith("vm1: Segmentation fault\n(page 3 of vm1 is not mapped")
    assert shell.lab.digest() == before and not output.moved


def test_madvise_over_a_hole() -> None:
    shell = console()
    shell.run("unmap vm1 ram 3")
    output = shell.run("madvise vm1 ram 0-7 unmergeable")
    assert output.text == "madvise: Cannot allocate memory\n(part of the range is not mapped; the rest was advised)"
    assert output.moved and letters(shell.lab)[:8] == "---·----"


def test_time_forward_and_back() -> None:
    shell = console(knobs="pages_to_scan: 4")
    assert said("page 2", shell) == "wake-up 1, full scan 1, ksmd ▸ vm1.ram[2]"
    assert said("scan", shell) == "wake-up 1, full scan 1, ksmd ▸ vm1.ram[4]"
    assert said("full 2", shell) == "wake-up 10, full scan 3, ksmd ▸ vm1.ram[0]"
    here = shell.lab.digest()
    assert said("back 3", shell) == "wake-up 0, full scan 1, ksmd ▸ vm1.ram[0]"
    assert said("forward 3", shell).startswith("wake-up 10") and shell.lab.digest() == here
    assert said("reset", shell).startswith("wake-up 0")
    assert said("back", shell) == "back: this is the start"
    assert said("until pages_sharing > 2", shell).startswith("wake-up 6, full scan 2")
    assert said("echo 0 > run; step; step", shell).endswith("(scan, full and page go on without it)")
    assert "(ksmd is stopped (run is 0))" in said("scan", shell)


def test_several_commands_stop_at_the_first_error() -> None:
    shell = console()
    assert said("cd /proc/vm1; pwd && cat nothing; pwd", shell) == "/proc/vm1\ncat: nothing: No such file or directory"
    assert said("echo hello  'big world' # a comment", shell) == "hello big world"
    assert said("sudo cat /sys/kernel/mm/ksm/run", shell) == "1"


def test_why_and_save(tmp_path: Path) -> None:
    shell = console(scans=2)
    assert said("why vm1 ram 5", shell) == said("why vm1.ram[5]", shell)
    assert said("why vm1 ram 5", shell).startswith("vm1.ram[5] waits in the unstable tree (u64 11).")
    assert said(f"save {tmp_path}/mine", shell) == f"saved {tmp_path}/mine.yaml"
    assert len(load_scenario(f"{tmp_path}/mine.yaml").steps) == 3


def test_help_shows_every_command_with_an_example_that_works() -> None:
    shell = console()
    text = said("help", shell)
    for name, command in COMMANDS.items():
        assert command.usage in text
        assert command.example in said(f"help {name}", shell)
        one = Console(Lab(scenario("  - scan: 1\n  - scan: 1\n  - scan: 1")))
        one.run("page 4; scan 2")
        if name not in ("save", "forward", "until"):
            assert not one.run(command.example).is_error, command.example
    assert said("help ecoh", shell).startswith("bash: ecoh: command not found\n(did you mean echo?)")


def test_the_screens_actions_come_after_the_consoles_own() -> None:
    heard: list[str] = []
    bookmark = Extra("bookmark", "Put a bookmark", lambda rest: heard.append(rest))
    shell = Console(small(), [bookmark, Extra("write", "not this", lambda _: "no")])
    assert said("bookmark it's > here", shell) == "" and heard == ["it's > here"]
    assert said("write vm1 ram 0 zero", shell) == ""
    assert "Put a bookmark" in said("help", shell) and "bookmark" in shell.complete("bo")


WORDS = ("vm1", "ram", "0", "0-3", "9", "zero", "hex", "aa", ">", ";", "run", "*", "/proc/*/*", "1")


@settings(max_examples=200)
@given(
    line=st.one_of(
        st.text(max_size=40),
        st.lists(
            st.sampled_from((*COMMANDS, *WORDS)),
            max_size=7,
        ).map(" ".join).filter(lambda line: "save" not in line),
    )
)  # fmt: skip
def test_nothing_that_can_be_typed_raises(line: str) -> None:
    shell = console(scans=1)
    output = shell.run(line)
    assert isinstance(output.text, str)
    shell.complete(line)
    assert output.moved or shell.lab.at == 1
