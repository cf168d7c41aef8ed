"""How many pages ksmd has compared: a kprobe on memcmp_pages, counted by the kernel's own kprobe_profile."""

from __future__ import annotations

import ctypes
import os

TRACEFS = "/sys/kernel/tracing"
_EVENT = "ksmlab_memcmp_pages"


def mount_tracefs() -> bool:
    """Mount tracefs when it is not; False when the kernel has none. What was mounted is for the caller to unmount."""
    if os.path.exists(f"{TRACEFS}/kprobe_events"):
        return True
    libc = ctypes.CDLL(None, use_errno=True)
    libc.mount(b"tracefs", TRACEFS.encode(), b"tracefs", ctypes.c_ulong(0), None)
    return os.path.exists(f"{TRACEFS}/kprobe_events")


def possible() -> bool:
    """Whether this kernel counts comparisons: it has kprobes, and memcmp_pages is a function that can be probed."""
    there = start()
    stop()
    return there


def start() -> bool:
    """Begin to count; False where the kernel has no kprobes, or has inlined the function."""
    if not os.path.isdir(TRACEFS) or not mount_tracefs():
        return False
    stop()
    try:
        _write("kprobe_events", f"p:ksmlab/{_EVENT} memcmp_pages\n", os.O_APPEND)
        _write(f"events/ksmlab/{_EVENT}/enable", "1")
    except OSError:
        stop()
        return False
    return True


def count() -> int:
    """Page comparisons since `start`."""
    with open(f"{TRACEFS}/kprobe_profile") as file:
        for line in file:
            name, hits, missed = line.split()
            if name == _EVENT:
                return int(hits) + int(missed)
    raise OSError(f"{_EVENT} is no longer in kprobe_profile")


def stop() -> None:
    """Take the probe away, if it is there."""
    if os.path.isdir(f"{TRACEFS}/events/ksmlab/{_EVENT}"):
        _write(f"events/ksmlab/{_EVENT}/enable", "0")
        _write("kprobe_events", f"-:ksmlab/{_EVENT}\n", os.O_APPEND)


def _write(name: str, text: str, flags: int = 0) -> None:
    handle = os.open(f"{TRACEFS}/{name}", os.O_WRONLY | flags)
    try:
        os.write(handle, text.encode())
    finally:
        os.close(handle)
