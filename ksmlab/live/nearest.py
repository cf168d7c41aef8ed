"""Which kernel profile stands for a real kernel's release."""

from __future__ import annotations

import re

from ksmlab.kernel.profiles import PROFILES


def nearest_profile(release: str) -> str:
    """The profile for `uname -r`: of the same release, else the last one before it, else the oldest."""
    wanted = _numbers(release)
    numbered = {name: _numbers(name) for name in PROFILES if name[0].isdigit()}
    before = [name for name, numbers in numbered.items() if numbers <= wanted]
    return max(before, key=numbered.__getitem__) if before else min(numbered, key=numbered.__getitem__)


def is_same_release(release: str, profile: str) -> bool:
    """Whether the profile was made for just this release."""
    return _numbers(release) == _numbers(profile)


def _numbers(release: str) -> tuple[int, int]:
    match = re.match(r"(\d+)\.(\d+)", release)
    return (int(match[1]), int(match[2])) if match else (0, 0)
