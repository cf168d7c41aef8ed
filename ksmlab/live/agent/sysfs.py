"""Reading and writing /sys/kernel/mm/ksm and the numbers that each process has."""

from __future__ import annotations

import errno
import os

from ksmlab.live.agent.types import Error

KSM = "/sys/kernel/mm/ksm"


def read(path: str) -> str:
    """The file's text without the newline at its end."""
    with open(path, "rb", buffering=0) as file:
        return file.read().decode().strip()


def write(name: str, value: object) -> None:
    """Write one setting; OSError as the kernel refuses it."""
    handle = os.open(f"{KSM}/{name}", os.O_WRONLY)
    try:
        os.write(handle, str(value).encode())
    finally:
        os.close(handle)


def try_write(name: str, value: object) -> list[Error]:
    """Write one setting; a refusal is returned as the rows show it."""
    try:
        write(name, value)
    except OSError as refusal:
        return [{"write": name, "errno": errno.errorcode.get(refusal.errno or 0, str(refusal.errno))}]
    return []


def counters() -> dict[str, int]:
    """Every file that cannot be written, under its name."""
    return {name: int(read(f"{KSM}/{name}")) for name in counter_names()}


def counter_names() -> list[str]:
    """The files that nobody can write: the counters."""
    return sorted(name for name in os.listdir(KSM) if os.stat(f"{KSM}/{name}").st_mode & 0o222 == 0)


def process_counters(pid: int) -> dict[str, int | str]:
    """The fields of /proc/PID/ksm_stat, and ksm_merging_pages, which old kernels have beside it only."""
    fields: dict[str, int | str] = {}
    for line in read(f"/proc/{pid}/ksm_stat").splitlines():
        name, value = line.replace(":", "").split()
        fields[name] = value if value in ("yes", "no") else int(value)
    if "ksm_merging_pages" not in fields:
        fields["ksm_merging_pages"] = int(read(f"/proc/{pid}/ksm_merging_pages"))
    return fields
