"""The real kernel, where root has one with KSM that nobody uses; elsewhere these say that they did not run."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ksmlab.errors import MachineRefuses
from ksmlab.live.agent.ksmd import find_ksmd
from ksmlab.live.demands import why_not
from ksmlab.live.nearest import is_same_release, nearest_profile
from ksmlab.live.process_pages import process_pages
from ksmlab.live.program import make_program
from ksmlab.live.random_scenarios import random_scenario
from ksmlab.live.session import Session, this_machine
from ksmlab.live.settings import KSM, Settings
from ksmlab.live.users import ksm_users
from ksmlab.live.verify import verify
from ksmlab.scenario import load_scenario

pytestmark = [pytest.mark.kernel, pytest.mark.usefixtures("real_ksm")]

LIBRARY = [
    "zero-pages",
    "copy-on-write",
    "fork",
    "smart-scan",
    "max-page-sharing",
    "prctl-merge-any",
    "exit-stale-node",
]
MERGING = """
import mmap, sys
memory = mmap.mmap(-1, 64 * 4096, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
memory.write(b"k" * 64 * 4096)
memory.madvise(mmap.MADV_MERGEABLE)
print("ready", flush=True)
sys.stdin.read()
"""
# A shell that starts the tests in the background has them ignore Ctrl-C, and what they start inherits that.
PLAYING = """
import itertools
import signal
from ksmlab.live.program import make_program
from ksmlab.live.session import this_machine
from ksmlab.scenario import load_scenario
signal.signal(signal.SIGINT, signal.default_int_handler)
with this_machine() as session:
    for number in itertools.count():
        for row in session.play(make_program(load_scenario("smart-scan"))):
            print(number, row["step"], flush=True)
"""

ENDS_WITHIN_S = 60  # a test that would hang fails instead


@contextmanager
def session() -> Iterator[tuple[Session, str]]:
    """This machine and the nearest profile; skips while another verify or bench has the machine."""
    try:
        with this_machine() as machine:
            release = machine.machine.release
            name = nearest_profile(release)
            if not is_same_release(release, name):
                pytest.skip(
                    f"the real kernel was not verified: there is no profile for {release}, {name} is the nearest"
                )
            yield machine, name
    except MachineRefuses as refusal:
        pytest.skip(f"the real kernel was not verified: {refusal}")


@contextmanager
def putting_everything_back() -> Iterator[None]:
    before = Settings.read()
    yield
    assert Settings.read() == before
    assert ksm_users() == [], "no process is left"


def told(text: str) -> None:
    sys.stderr.write(f"verified on the real kernel {os.uname().release}: {text}\n")


@pytest.mark.parametrize("name", LIBRARY)
def test_scenarios_of_the_library_agree_in_every_row(name: str) -> None:
    scenario = load_scenario(name)
    with putting_everything_back(), session() as (machine, kernel):
        if reason := why_not(scenario, machine.machine.nodes):
            pytest.skip(f"{name}: {reason}")
        pairs = list(verify(scenario, machine, kernel, costs=machine.machine.kprobes))
    assert [(pair.place(), pair.differences) for pair in pairs if not pair.agrees] == []
    told(f"{name}, {len(pairs)} rows")


def test_the_recorder_gives_what_was_recorded(traces: Callable[[Iterable[str], Iterable[str]], Path]) -> None:
    """Rows of the agent against the recorded ones, without the engine in between."""
    rows = 0
    with putting_everything_back(), session() as (machine, kernel):
        directory = traces([kernel], ["prctl", "late", "chains"])
        for file in sorted(directory.rglob("*-00[1-3].yaml")):
            recording = file.with_name(f"{file.stem}.{kernel}.jsonl")
            if not recording.exists():
                continue
            for line, row in zip(recording.open(), machine.play(make_program(load_scenario(str(file)))), strict=True):
                recorded = json.loads(line)
                recorded.pop("costs", None)
                assert row == recorded
                rows += 1
    assert rows > 100
    told(f"{rows} recorded rows")


def test_random_scenarios_agree() -> None:
    rows = 0
    with putting_everything_back(), session() as (machine, kernel):
        for number in range(10):
            for pair in verify(random_scenario(0, number, machine.machine.nodes), machine, kernel):
                assert pair.agrees, (number, pair.place(), pair.differences)
                rows += 1
    told(f"{rows} rows of random scenarios")


def test_a_wrong_engine_is_caught() -> None:
    with putting_everything_back(), session() as (machine, kernel):
        wrong = "6.1" if kernel != "6.1" else "6.18"
        pairs = list(verify(load_scenario("unmerge-zero-pages"), machine, wrong))
    assert any(not pair.agrees for pair in pairs)


def test_leaving_a_scenario_in_the_middle_does_not_disturb_the_next() -> None:
    with putting_everything_back(), session() as (machine, kernel):
        next(iter(machine.play(make_program(load_scenario("smart-scan")))))
        assert all(pair.agrees for pair in verify(load_scenario("fork"), machine, kernel))


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_settings_come_back_however_the_command_ends(number: signal.Signals) -> None:
    with putting_everything_back():
        with playing() as command:
            assert Settings.read().values["sleep_millisecs"] not in ("20", "0"), "it is being stepped"
            command.send_signal(number)
            command.wait(ENDS_WITHIN_S)
        wait_until(lambda: ksm_users() == [] and not guardians())


@pytest.mark.parametrize("victim", ["guardian", "agent"])
def test_settings_come_back_when_a_helper_is_killed(victim: str) -> None:
    with putting_everything_back():
        with playing() as command:
            (guardian,) = children(command.pid)
            (agent,) = children(guardian)
            os.kill({"guardian": guardian, "agent": agent}[victim], signal.SIGKILL)
            command.wait(ENDS_WITHIN_S)
            assert command.returncode != 0
        wait_until(lambda: ksm_users() == [])


def test_others_are_named_and_left_alone() -> None:
    with subprocess.Popen([sys.executable, "-c", MERGING], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None and other.stdout.readline() == b"ready\n"
        before = Settings.read()
        done = subprocess.run(
            [sys.executable, "-m", "ksmlab", "verify", "zero-pages", "--yes"],
            capture_output=True,
            text=True,
            check=False,
        )
        regions = process_pages(other.pid)
        other.communicate()
    assert done.returncode == 3
    assert f"(pid {other.pid}," in done.stderr
    assert Settings.read() == before
    assert [len(region.frames) for region in regions] == [64]
    assert regions[0].count()["not_mapped"] == 0


@contextmanager
def playing() -> Iterator[subprocess.Popen[str]]:
    """A command that plays scenarios for ever, in the middle of one."""
    command = subprocess.Popen(
        [sys.executable, "-c", PLAYING],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        assert command.stdout is not None
        for line in command.stdout:
            if line.startswith("1 "):
                break
        else:
            assert command.stderr is not None
            pytest.skip(f"the real kernel was not verified: {command.stderr.read().strip().splitlines()[-1]}")
        yield command
    finally:
        command.kill()
        command.communicate()


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def guardians() -> list[str]:
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if b"ksmlab.live.guardian" in path.read_bytes():
                found.append(path.parent.name)
        except OSError:
            continue
    return found


def wait_until(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + ENDS_WITHIN_S
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_ksmd_is_found_among_the_processes() -> None:
    assert Path(f"/proc/{find_ksmd()}/comm").read_text() == "ksmd\n"
    assert KSM.is_dir()
