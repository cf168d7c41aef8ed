"""Memory that is freed stays with the process: a copy of a large machine is made in it in half the time."""

from __future__ import annotations

import ctypes

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3  # malloc.h
_MMAP_THRESHOLD = 32 << 20  # bytes; glibc takes no more
_TRIM_THRESHOLD = 1 << 30


def keep_freed_memory() -> bool:
    """Tell glibc (mallopt) not to give arrays back to the kernel, whose every page would have to be faulted in again.

    False where the C library knows no such thing: then nothing changes but the speed of going back.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (OSError, AttributeError, TypeError):
        return False
    return bool(mallopt(_M_MMAP_THRESHOLD, _MMAP_THRESHOLD) and mallopt(_M_TRIM_THRESHOLD, _TRIM_THRESHOLD))
