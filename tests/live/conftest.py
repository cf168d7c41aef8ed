"""Parts that tests of the real kernel's side share: pretended machines, and the real one where it may be stepped."""

from __future__ import annotations

import fcntl
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import gettempdir

import pytest

from ksmlab.errors import MachineRefuses
from ksmlab.live import permission

KNOBS = {
    "run": "0",
    "pages_to_scan": "100",
    "sleep_millisecs": "20",
    "max_page_sharing": "256",
    "use_zero_pages": "0",
    "advisor_mode": "[none] scan-time",
}
COUNTERS = {
    "pages_shared": 2,
    "pages_sharing": 8,
    "pages_unshared": 1,
    "pages_volatile": 5,
    "pages_scanned": 100,
    "full_scans": 3,
    "general_profit": 31744,
}

FakeMachine = Callable[..., Path]


@pytest.fixture
def fake_machine(tmp_path: Path) -> FakeMachine:
    """A function that makes a root with /sys/kernel/mm/ksm and /proc; processes: pid -> (comm, ksm_stat, smaps)."""

    def made(processes: dict[int, tuple[str, str, str]] | None = None, ksm: bool = True) -> Path:
        proc = tmp_path / "proc"
        (proc / "sys/kernel").mkdir(parents=True, exist_ok=True)
        (proc / "sys/kernel/osrelease").write_text("6.18.44-fc\n")
        (proc / "meminfo").write_text("MemTotal:       8000 kB\nMemAvailable:   4000 kB\n")
        for pid, (comm, stat, smaps) in (processes or {}).items():
            (proc / str(pid)).mkdir(exist_ok=True)
            for name, text in (("comm", f"{comm}\n"), ("ksm_stat", stat), ("smaps", smaps)):
                (proc / str(pid) / name).write_text(text)
        if ksm:
            write_ksm(tmp_path / "sys/kernel/mm/ksm")
        return tmp_path

    return made


def write_ksm(directory: Path) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    for name, text in KNOBS.items():
        (directory / name).write_text(f"{text}\n")
    for counter, value in COUNTERS.items():
        (directory / counter).write_text(f"{value}\n")
        (directory / counter).chmod(0o444)


@pytest.fixture
def real_ksm() -> Iterator[None]:
    """This machine's own KSM, for one test at a time; skips where it may not be stepped, saying why."""
    with open(Path(gettempdir()) / f"ksmlab-tests-{os.getuid()}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            permission.check()
        except MachineRefuses as refusal:
            sys.stderr.write(f"the real kernel was NOT verified: {refusal}\n")
            pytest.skip(f"the real kernel was not verified: {refusal}")
        yield
