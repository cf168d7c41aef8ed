"""The real ksmd in the same run: asked through an agent under the guardian, so that every setting is put back."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ksmlab.bench.timing import Timing, Watch
from ksmlab.errors import MachineRefuses
from ksmlab.live import permission
from ksmlab.live.guardian import BUSY
from ksmlab.live.session import guarded


class RealKsmd:
    """This machine's ksmd, ready to be timed."""

    def __init__(self, agent: subprocess.Popen[bytes]) -> None:
        self._agent = agent
        self._answer()

    def measure(self, name: str, pages: int, pages_to_scan: int, watch: Watch) -> Timing:
        """One workload, laid out and scanned. MachineRefuses when the kernel does not play along."""
        plan = {"workload": name, "pages": pages, "pages_to_scan": pages_to_scan}
        assert self._agent.stdin is not None
        self._agent.stdin.write(json.dumps(plan).encode() + b"\n")
        self._agent.stdin.flush()
        while "share" in (row := self._answer()):
            watch(row["share"])
        if "error" in row:
            raise MachineRefuses(f"the real ksmd could not be timed on {name}: {row['error']}")
        return Timing(**row["timing"])

    def _answer(self) -> dict[str, Any]:
        assert self._agent.stdout is not None
        line = self._agent.stdout.readline()
        if not line:
            status = self._agent.wait()
            if status == BUSY:
                raise MachineRefuses("another ksmlab verify or bench runs on this machine; wait for it to end")
            raise MachineRefuses(f"the process that times ksmd ended before its work was done (status {status})")
        row: dict[str, Any] = json.loads(line)
        return row


def check(pages: int) -> None:
    """MachineRefuses, in one line, unless the real ksmd can be timed over so many pages here."""
    permission.check(instead="or leave --ksmd away")
    permission.check_memory(pages)


@contextmanager
def this_ksmd() -> Iterator[RealKsmd]:
    """The real ksmd for as long as the context lasts; ask `check` first. Every setting is as it was afterwards."""
    with guarded([sys.executable, "-m", "ksmlab.bench.agent"]) as guardian:
        yield RealKsmd(guardian)
