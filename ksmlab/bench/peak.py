"""The most memory that a process has held; loads nothing, since its reader's memory is what is measured."""

from __future__ import annotations

import os

STATUS = "/proc/self/status"


def peak_bytes() -> int:
    """Of this process so far (VmHWM; ru_maxrss where there is no /proc)."""
    if os.path.exists(STATUS):
        with open(STATUS, encoding="ascii") as file:
            for line in file:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) * 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
