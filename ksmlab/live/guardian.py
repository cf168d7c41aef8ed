"""A process that outlives the command: it starts the agent, and when either is gone, however it went, it cleans up.

    python -m ksmlab.live.guardian CONTROL AGENT…

CONTROL is the number of a pipe whose other end only the command holds: when the command ends, even by SIGKILL, the
pipe does too. Then every process of the agent's group is killed and every setting written back. That is the only way in
which settings are ever put back, so each run tries it. Exit status: the agent's, 70 when something could not be put
back, 75 when another verify or bench runs.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
import signal
import subprocess
import sys
from pathlib import Path
from typing import TextIO

from ksmlab.live.agent import comparisons, syscalls
from ksmlab.live.settings import KSM, Settings

NOT_RESTORED, BUSY = 70, 75


def main(arguments: list[str]) -> int:
    """Run the agent, wait for the end of it or of the command, put everything back."""
    control, command = int(arguments[0]), arguments[1:]
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE):
        signal.signal(number, lambda *_: None)  # a handler, not SIG_IGN: the agent does not inherit it
    lock = _lock()
    if lock is None:
        return BUSY
    syscalls.adopt_orphans()
    settings = Settings.read()
    had_tracefs = os.path.exists(f"{comparisons.TRACEFS}/kprobe_events")
    status = 1
    try:
        agent = subprocess.Popen(command, start_new_session=True)
        _close_streams()  # the agent's end of stdin and stdout is the only one now
        _wait_for_either(agent.pid, control)
        status = _kill_group(agent.pid)
    finally:
        failures = _put_back(settings, had_tracefs)
    for failure in failures:
        sys.stderr.write(f"ksmlab: {KSM}/{failure}; please set it by hand\n")
    return NOT_RESTORED if failures else status


def _lock() -> TextIO | None:
    """The lock that one verify at a time holds, or None; it lies on the settings and goes with the process."""
    file = open(KSM / "run")  # noqa: SIM115 (it stays open as long as the guardian lives)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return None
    return file


def _close_streams() -> None:
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)


def _wait_for_either(agent: int, control: int) -> None:
    pidfd = os.pidfd_open(agent)
    select.select([pidfd, control], [], [])
    os.close(pidfd)


def _kill_group(agent: int) -> int:
    """Kill the agent and the scenario's processes and reap them, so that nothing is mergeable; the agent's status."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(agent, signal.SIGKILL)
    status = 1
    while True:
        try:
            pid, ended = os.waitpid(-agent, 0)
        except ChildProcessError:
            return status
        if pid == agent:
            status = os.waitstatus_to_exitcode(ended)


def _put_back(settings: Settings, had_tracefs: bool) -> list[str]:
    try:
        comparisons.stop()
        if not had_tracefs and os.path.exists(f"{comparisons.TRACEFS}/kprobe_events"):
            subprocess.run(["umount", comparisons.TRACEFS], check=False)
    except OSError as error:
        sys.stderr.write(f"ksmlab: the kprobe could not be taken away: {error}\n")
    return settings.restore(Path(KSM))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
