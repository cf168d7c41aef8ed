"""Whether this machine allows a verify, and what it would do to it."""

from __future__ import annotations

import os
from pathlib import Path

from ksmlab.errors import MachineRefuses
from ksmlab.live.users import ksm_users

IN_A_VM = "or run it in a virtual machine, which needs no root: --vm VMLINUZ"
PAGE_SIZE = 4096
_NAMED_AT_MOST = 5


def check(root: Path = Path("/"), user: int | None = None, instead: str = IN_A_VM) -> None:
    """MachineRefuses, in one line with what would help, unless ksmd here may be stepped.

    `root` is where /sys and /proc are, `user` the effective user id; both for tests. `instead`: what else can be done.
    """
    ksm = root / "sys/kernel/mm/ksm"
    if not ksm.is_dir():
        raise MachineRefuses(f"this machine's kernel has no KSM ({ksm} is not there); {instead}")
    if (os.geteuid() if user is None else user) != 0:
        raise MachineRefuses(f"stepping ksmd and reading page frames needs root: try it with sudo, {instead}")
    if os.sysconf("SC_PAGE_SIZE") != PAGE_SIZE:
        raise MachineRefuses(f"this machine's pages have not {PAGE_SIZE} bytes, the scenarios' have; {instead}")
    if not os.access(ksm / "run", os.W_OK):
        raise MachineRefuses(f"{ksm}/run cannot be written (a container?); run it on the host itself, {instead}")
    users = ksm_users(root / "proc")
    if users:
        named = ", ".join(str(user) for user in users[:_NAMED_AT_MOST])
        more = f" and {len(users) - _NAMED_AT_MOST} more" if len(users) > _NAMED_AT_MOST else ""
        raise MachineRefuses(f"KSM is in use on this machine by {named}{more}; stop them, {instead}")


def check_memory(pages: int, root: Path = Path("/")) -> None:
    """MachineRefuses when `pages` of 4 KiB are more than half of what is free."""
    for line in (root / "proc/meminfo").read_text().splitlines():
        name, _, value = line.partition(":")
        if name == "MemAvailable" and pages * 4 * 2 > int(value.split()[0]):
            free_mib = int(value.split()[0]) // 1024
            raise MachineRefuses(f"this needs {pages // 256:,} MiB of real memory and {free_mib:,} MiB are free")


def what_will_change() -> str:
    """For the person who is asked whether to go on."""
    return (
        "This steps this machine's own ksmd: it writes the settings under /sys/kernel/mm/ksm, unmerges everything\n"
        "(run=2) and starts processes with mergeable memory. At the end, also after Ctrl-C or kill -9, every setting\n"
        "is as it was."
    )
