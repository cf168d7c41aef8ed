"""What a process of each command loads: modules are counted here, never seconds."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = {"textual", "rich", "pydantic", "pydantic_core", "pygments", "markdown_it", "asyncio", "multiprocessing"}
FILES = {"yaml", "jsonschema_rs"}
ENGINE = {"numpy", "blake3", "xxhash"}


def packages(names: set[str]) -> set[str]:
    """The top-level packages of modules."""
    return {name.partition(".")[0] for name in names}


def modules(*arguments: str) -> set[str]:
    """Every module that `ksmlab` with these arguments has imported when it ends."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "ksmlab", *arguments],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    timed = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip() for line in timed}


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["replay", "--help"], ["kernels", "--help"]])
def test_help_loads_neither_files_nor_engine(arguments: list[str]) -> None:
    loaded = packages(modules(*arguments))
    assert "typer" in loaded
    assert not loaded & (HEAVY | FILES | ENGINE)


def test_help_of_the_program_loads_no_command() -> None:
    ours = {name for name in modules("--help") if name.startswith("ksmlab.cli.")}
    assert ours == {"ksmlab.cli.commands", "ksmlab.cli.lazy_group"}


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_a_replay_loads_the_engine_and_nothing_to_draw_with(form: str) -> None:
    loaded = modules("replay", "first-merge", "--format", form)
    assert packages(loaded) >= {"numpy", *FILES}
    assert not packages(loaded) & HEAVY
    assert not loaded & {
        "ksmlab.scenario.mistakes",
        "ksmlab.replay.table",
        "ksmlab.replay.conform",
        "ksmlab.ksm.validate",
    }
    assert not {name for name in loaded if name.startswith(("ksmlab.tui", "ksmlab.snapshot", "ksmlab.live"))}


def test_a_table_loads_rich_and_no_screen() -> None:
    loaded = packages(modules("replay", "first-merge"))
    assert "rich" in loaded
    assert not loaded & {"textual", "pydantic"}


@pytest.mark.parametrize(
    "arguments", [["kernels", "--format", "json"], ["kernels", "--diff", "6.1", "6.18", "--format", "csv"]]
)
def test_kernels_load_neither_files_nor_engine(arguments: list[str]) -> None:
    loaded = modules(*arguments)
    assert "ksmlab.kernel.profiles" in loaded
    assert not packages(loaded) & (HEAVY | FILES | ENGINE)


def test_a_check_loads_no_engine() -> None:
    loaded = packages(modules("check", "first-merge"))
    assert loaded >= FILES
    assert not loaded & (HEAVY | ENGINE)


def test_a_schema_needs_no_yaml() -> None:
    assert not packages(modules("schema")) & (HEAVY | FILES | ENGINE)


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="counts threads in /proc")
@pytest.mark.parametrize(("given", "used"), [(None, "1"), ("2", "2")])
def test_blas_starts_no_threads_unless_told(given: str | None, used: str) -> None:
    script = (
        "import os, sys; from ksmlab.cli import main\n"
        "try: main(['replay', 'first-merge', '--format', 'jsonl'])\n"
        "finally: print(os.environ['OPENBLAS_NUM_THREADS'], len(os.listdir('/proc/self/task')), file=sys.stderr)"
    )
    environment = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    if given is not None:
        environment["OPENBLAS_NUM_THREADS"] = given
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    setting, threads = done.stderr.splitlines()[-1].split()
    assert setting == used
    if given is None:
        assert threads == "1"
