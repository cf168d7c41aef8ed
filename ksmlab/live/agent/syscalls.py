"""The system calls that Python has no name for: mmap at a fixed address, madvise, prctl and mbind, through ctypes."""

from __future__ import annotations

import ctypes
import errno
import os
import platform

PAGE_SIZE = 4096
ADVICE = {"mergeable": 12, "unmergeable": 13, "dontneed": 4}

_MADV_NOHUGEPAGE, _MADV_COLD = 15, 20
_PROT_READ_WRITE = 3
_MAP_PRIVATE, _MAP_ANONYMOUS, _MAP_FIXED_NOREPLACE = 0x02, 0x20, 0x100000
_MPOL_BIND = 2
_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER, _PR_SET_MEMORY_MERGE = 1, 36, 67
_MBIND = {"x86_64": 237, "aarch64": 235}
_FAILED = ctypes.c_void_p(-1).value

_libc = ctypes.CDLL(None, use_errno=True)
_libc.mmap.restype = ctypes.c_void_p
_libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
_libc.munmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t]
_libc.madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
_libc.prctl.argtypes = [ctypes.c_int] + [ctypes.c_ulong] * 4


def _check(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def map_pages(address: int, pages: int, node: int | None) -> None:
    """mmap(2) of private anonymous 4 KiB pages exactly at `address`, bound to the NUMA node unless that is None."""
    flags = _MAP_PRIVATE | _MAP_ANONYMOUS | _MAP_FIXED_NOREPLACE
    got = _libc.mmap(address, pages * PAGE_SIZE, _PROT_READ_WRITE, flags, -1, 0)
    if got == _FAILED:
        _check(-1, "mmap")
    try:
        _check(_libc.madvise(address, pages * PAGE_SIZE, _MADV_NOHUGEPAGE), "madvise")
    except OSError as refusal:
        if refusal.errno != errno.EINVAL:  # EINVAL: a kernel that has no huge pages
            raise
    if node is not None:
        mask = ctypes.c_ulong(1 << node)
        call = (_MBIND[platform.machine()], ctypes.c_void_p(address), ctypes.c_ulong(pages * PAGE_SIZE))
        _check(_libc.syscall(*call, _MPOL_BIND, ctypes.byref(mask), ctypes.c_ulong(64), 0), "mbind")


def unmap_pages(address: int, pages: int) -> None:
    """munmap(2)."""
    _check(_libc.munmap(address, pages * PAGE_SIZE), "munmap")


def advise(address: int, size: int, advice: int) -> None:
    """madvise(2) on `size` bytes."""
    _check(_libc.madvise(address, size, advice), "madvise")


def merge_any(on: bool) -> None:
    """prctl(PR_SET_MEMORY_MERGE)."""
    _check(_libc.prctl(_PR_SET_MEMORY_MERGE, int(on), 0, 0, 0), "prctl")


def die_with_parent() -> None:
    """prctl(PR_SET_PDEATHSIG, SIGKILL): the kernel ends this process when the one that started it ends."""
    _check(_libc.prctl(_PR_SET_PDEATHSIG, 9, 0, 0, 0), "prctl")


def adopt_orphans() -> None:
    """prctl(PR_SET_CHILD_SUBREAPER): descendants whose parent ended become this process's children."""
    _check(_libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), "prctl")


def write_page(address: int, data: bytes) -> None:
    """Store a whole page: `data`, then zeros."""
    ctypes.memmove(address, data.ljust(PAGE_SIZE, b"\0"), PAGE_SIZE)


def read_page(address: int) -> None:
    """Load one byte of the page."""
    ctypes.string_at(address, 1)


class Drain:
    """Empties this CPU's LRU batches: a page that waits in one has an extra reference and cannot be merged.

    madvise(MADV_COLD) does that first of all; it needs a page of its own to be called on.
    """

    def __init__(self) -> None:
        address = _libc.mmap(None, PAGE_SIZE, _PROT_READ_WRITE, _MAP_PRIVATE | _MAP_ANONYMOUS, -1, 0)
        if address == _FAILED:
            _check(-1, "mmap")
        self._address: int = address
        write_page(address, b"ksmlab")

    def __call__(self) -> None:
        """Empty them."""
        advise(self._address, PAGE_SIZE, _MADV_COLD)
