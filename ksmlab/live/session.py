"""A real kernel that plays programs: the agent on this machine, watched over by the guardian."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from ksmlab.errors import MachineRefuses
from ksmlab.live.guardian import BUSY
from ksmlab.live.settings import Settings

Row = dict[str, Any]  # one line of the replay format


@dataclass(frozen=True, slots=True)
class Machine:
    """What the agent says of the kernel that it runs on: `uname -r`, NUMA nodes, whether comparisons can be counted."""

    release: str
    nodes: int
    kprobes: bool


class Session(Protocol):
    """A kernel that is ready to play programs."""

    machine: Machine

    def play(self, program: dict[str, Any]) -> Iterator[Row]:
        """The rows of one program, as they come. MachineRefuses when the kernel or the agent failed."""


class _Agent:
    """The agent's ends of stdin and stdout."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self.machine = Machine(**self._line()["machine"])
        self._unread: Iterator[Row] = iter(())

    def play(self, program: dict[str, Any]) -> Iterator[Row]:
        for _ in self._unread:
            pass  # whoever asked for the program before did not want all of its rows
        stdin = self._process.stdin
        assert stdin is not None
        stdin.write(json.dumps(program).encode() + b"\n")
        stdin.flush()
        self._unread = rows_until_end(self._line)
        return self._unread

    def _line(self) -> Row:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            status = self._process.wait()
            if status == BUSY:
                raise MachineRefuses("another ksmlab verify or bench runs on this machine; wait for it to end")
            raise MachineRefuses(f"the agent ended before its work was done (status {status})")
        row: Row = json.loads(line)
        return row


def rows_until_end(next_line: Any) -> Iterator[Row]:
    """Rows up to the line that ends a program. MachineRefuses when the agent reports an error instead."""
    while True:
        row = next_line()
        if "error" in row:
            raise MachineRefuses(f"{row['scenario']}: the real kernel could not play it: {row['error']}")
        if "end" in row:
            return
        del row["scenario"]
        yield row


@contextmanager
def this_machine() -> Iterator[Session]:
    """This machine's kernel for as long as the context lasts; afterwards every setting is as it was.

    Ask `permission.check` first.
    """
    with guarded([sys.executable, "-m", "ksmlab.live.agent"]) as guardian:
        yield _Agent(guardian)


@contextmanager
def guarded(agent: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    """An agent under the guardian, its stdin and stdout as pipes; afterwards every KSM setting is as it was.

    The guardian cleans up, also when this process is killed; when it is the guardian that is killed, this process does.
    """
    settings = Settings.read()
    read_end, write_end = os.pipe()
    guardian = subprocess.Popen(
        [sys.executable, "-m", "ksmlab.live.guardian", str(read_end), *agent],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        pass_fds=[read_end],
        env=_environment(),
        start_new_session=True,  # Ctrl-C in the terminal is for the command alone
    )
    os.close(read_end)
    try:
        yield guardian
    finally:
        os.close(write_end)
        if _wait(guardian) < 0:
            for failure in settings.restore():
                sys.stderr.write(f"ksmlab: {failure}; please set it by hand\n")


def _wait(guardian: subprocess.Popen[bytes]) -> int:
    """Its exit status; an impatient second Ctrl-C does not keep the settings from being put back."""
    while True:
        with suppress(KeyboardInterrupt):
            return guardian.wait()


def _environment() -> dict[str, str]:
    """This process's, with the place from which it has ksmlab."""
    package = str(Path(__file__).parents[2])
    return {**os.environ, "PYTHONPATH": os.pathsep.join([package, os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)}
