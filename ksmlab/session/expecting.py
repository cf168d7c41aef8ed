"""Checks `expect` steps against a machine as it is."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ksmlab.ksm.state import Ksm
from ksmlab.ksm.sysfs import process_field, read_counters, read_process
from ksmlab.memory.address_space import NOT_MAPPED, Process
from ksmlab.scenario.model import Bound, Expect
from ksmlab.scenario.names import FRAMES
from ksmlab.session.report import Expectation, Value


def check(expect: Expect, ksm: Ksm, kernel: str) -> Iterator[Expectation]:
    """Each line of an `expect`; nothing if it is for other kernels."""
    if expect.kernels and kernel not in expect.kernels:
        return
    for bound in expect.bounds:
        actual = value_of(ksm, bound.name)
        yield Expectation(bound.name, _words(bound), actual, _met(bound, actual), bound.place or expect.place)


def value_of(ksm: Ksm, name: str) -> Value:
    """The number behind a counter, a knob, "process.field", "process.frames" or a cost (`memcmp_pages`, `checksums`).

    None: this kernel has no such thing.
    """
    owner, _, field = name.rpartition(".")
    if owner:
        process = ksm.memory.process(owner)
        if process is not None and field == FRAMES:
            return _frames(ksm, process)
        if process is None or field not in read_process(ksm, process):
            return None
        return process_field(ksm, process, field)
    counters = read_counters(ksm)
    if name in counters:
        return counters[name]
    if name in ("memcmp_pages", "checksums"):
        return int(getattr(ksm.costs, name))
    return getattr(ksm.knobs, name, None)


def _frames(ksm: Ksm, process: Process) -> int:
    """How many different frames the process maps; the zero page is one, whoever placed it."""
    slots = [slice(region.first_slot, region.first_slot + region.pages) for region in process.regions]
    entries = np.concatenate([ksm.memory.pages.frame[region] for region in slots] or [np.empty(0, np.int32)])
    anonymous = np.unique(entries[entries >= 0])
    return len(anonymous) + bool(np.any((entries < 0) & (entries != NOT_MAPPED)))


def _met(bound: Bound, actual: Value) -> bool:
    if bound.equal is not None:
        return actual == bound.equal
    if not isinstance(actual, int):
        return False
    low = bound.minimum is None or actual >= int(bound.minimum)
    return low and (bound.maximum is None or actual <= int(bound.maximum))


def _words(bound: Bound) -> str:
    if bound.equal is not None:
        return str(bound.equal)
    if bound.maximum is None:
        return f"at least {bound.minimum}"
    if bound.minimum is None:
        return f"at most {bound.maximum}"
    return f"{bound.minimum} to {bound.maximum}"
