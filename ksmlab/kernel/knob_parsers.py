"""The store functions of mm/ksm.c as far as the text decides: text in, the value kept out, or KernelErrno."""

from __future__ import annotations

from collections.abc import Callable

from ksmlab.errors import KernelErrno
from ksmlab.kernel.sysfs_text import UINT_MAX, kstrtobool, kstrtoint, kstrtouint, kstrtoul, sysfs_streq

ADVISOR_MODES = ("none", "scan-time")


def _einval_for_all(read: Callable[[str], int], text: str) -> int:
    """Most store functions answer EINVAL where the reader said ERANGE."""
    try:
        return read(text)
    except KernelErrno as refusal:
        raise KernelErrno("EINVAL", str(refusal).partition(": ")[2]) from None


def uint(text: str) -> int:
    """pages_to_scan, sleep_millisecs, stable_node_chains_prune_millisecs: EINVAL unless an unsigned int."""
    return _einval_for_all(kstrtouint, text)


def run(text: str) -> int:
    """run_store: EINVAL unless 0, 1 or 2."""
    value = uint(text)
    if value > 2:
        raise KernelErrno("EINVAL", f"{value} is not 0, 1 or 2")
    return value


def zero_or_one(text: str) -> int:
    """merge_across_nodes_store: the reader's EINVAL or ERANGE as it is, EINVAL above 1."""
    value = kstrtoul(text)
    if value > 1:
        raise KernelErrno("EINVAL", f"{value} is not 0 or 1")
    return value


def boolean(text: str) -> int:
    """use_zero_pages_store, smart_scan_store: EINVAL unless kstrtobool takes it."""
    return kstrtobool(text)


def at_least_two(text: str) -> int:
    """max_page_sharing_store: the reader's EINVAL or ERANGE as it is, EINVAL below 2."""
    value = kstrtoint(text)
    if value < 2:
        raise KernelErrno("EINVAL", f"{value} is below 2")
    return value


def advisor_mode(text: str) -> str:
    """advisor_mode_store: EINVAL unless one of the two words."""
    for mode in ADVISOR_MODES:
        if sysfs_streq(text, mode):
            return mode
    raise KernelErrno("EINVAL", f"{text!r} is not {' or '.join(ADVISOR_MODES)}")


def ulong(text: str) -> int:
    """advisor_min_pages_to_scan, advisor_max_pages_to_scan: EINVAL unless an unsigned long."""
    return _einval_for_all(kstrtoul, text)


def ulong_kept_to_32_bits(text: str) -> int:
    """advisor_max_cpu_store: an unsigned long, of which the low 32 bits are kept."""
    return ulong(text) & UINT_MAX


def at_least_one(text: str) -> int:
    """advisor_target_scan_time_store: EINVAL below 1."""
    value = ulong(text)
    if value < 1:
        raise KernelErrno("EINVAL", f"{value} is below 1")
    return value
