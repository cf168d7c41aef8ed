"""The kernels that the lab can be: each a name, the release it stands for, its features and what was recorded on it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from ksmlab.errors import UsageError, nearest
from ksmlab.kernel import evolution
from ksmlab.kernel.feature_values import checked_value
from ksmlab.kernel.features import Features


@dataclass(frozen=True, slots=True)
class Trace:
    """What was recorded on the real kernel: `rows` rows of `scenarios` files; whether memcmp_pages was counted."""

    scenarios: int
    rows: int
    comparisons: bool


@dataclass(frozen=True, slots=True)
class Profile:
    """One kernel. `release` is the exact one that its trace is of; `trace` is None for a kernel never recorded."""

    name: str
    release: str
    features: Features
    description: str
    trace: Trace | None = None


_KERNELS = (
    Profile(
        "6.1",
        "6.1.192 (Debian)",
        evolution.LINUX_6_1,
        "before the series: zero pages are merged, but neither counted nor unshared",
        Trace(101, 6132, True),
    ),
    Profile(
        "v3",
        "6.1.4 with the five patches",
        evolution.SERIES_V3,
        "the series as posted in October 2022: rmap_items remember zero pages, ksmd unshares them later",
        Trace(102, 5959, True),
    ),
    Profile(
        "6.6",
        "6.6.17",
        evolution.LINUX_6_6,
        "what was merged: a dirty PTE marks KSM's zero pages, counted and unshared at once",
        Trace(101, 5872, True),
    ),
    Profile("6.8", "6.8.1", evolution.LINUX_6_8, "smart scan and the scan-time advisor", Trace(102, 6201, True)),
    Profile(
        "6.12",
        "6.12.111 (Debian)",
        evolution.LINUX_6_12,
        "checksum before the stable search, new chain handling, right pages_scanned; later fixes back-ported",
        Trace(102, 6236, True),
    ),
    Profile(
        "6.16",
        "6.16.12 (Debian)",
        evolution.LINUX_6_16,
        "merge_any in ksm_stat; without the fork and prctl fixes that 6.12.111 has",
        Trace(101, 6130, True),
    ),
    Profile(
        "6.18",
        "6.18.44",
        evolution.LINUX_6_18,
        "counters right after fork, merge_any kept, a page walk that jumps over holes",
        Trace(91, 5576, False),
    ),
    Profile(
        "6.19", "6.19.14 (Debian)", evolution.LINUX_6_19, "unmerging by one walk over the range", Trace(101, 6136, True)
    ),
    Profile(
        "7.3",
        "7.3.4 (Debian)",
        evolution.LINUX_7_3,
        "a page that leaves the stable tree starts its smart-scan age anew",
        Trace(102, 6223, True),
    ),
)

PROFILES: Mapping[str, Profile] = MappingProxyType({kernel.name: kernel for kernel in _KERNELS})
"""Every profile by name, oldest first."""


def profile(name: str) -> Profile:
    """The profile of that name; UsageError with the nearest name when there is none."""
    found = PROFILES.get(name)
    if found is None:
        raise UsageError(f"no kernel profile {name!r}{_nearest(name)} (there are {', '.join(PROFILES)})")
    return found


def _nearest(name: str) -> str:
    """For a release that has no profile the last one before it, which it resembles most; else a name spelt alike."""
    wanted = _release(name)
    older = [kernel for kernel in PROFILES if (release := _release(kernel)) and wanted and release <= wanted]
    if older:
        last = max(older, key=lambda kernel: _release(kernel) or (0, 0))
        return f"; did you mean {last}?" if _release(last) == wanted else f"; the last one before it is {last}"
    alike = nearest(name, PROFILES, 0.4)
    return f"; did you mean {alike!r}?" if alike else ""


def _release(name: str) -> tuple[int, int] | None:
    """(6, 12) for 6.12, v6.12 and 6.12.8; None for what is no release."""
    match = re.match(r"v?([0-9]{1,3})\.([0-9]{1,3})(?![0-9])", name)
    return (int(match[1]), int(match[2])) if match else None


def with_changes(base: Profile, changes: Mapping[str, bool | str]) -> Features:
    """The profile's features with some of them changed, as a scenario's `kernel: {base: ..., feature: value}` asks.

    UsageError for a name that is no feature or a value that the feature cannot have.
    """
    return replace(base.features, **{name: checked_value(name, value) for name, value in changes.items()})
