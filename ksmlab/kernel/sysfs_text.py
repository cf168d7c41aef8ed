"""The kernel's readers of what is written to a sysfs file: kstrtouint and its kin, kstrtobool, sysfs_streq."""

from __future__ import annotations

import re

from ksmlab.errors import KernelErrno

UINT_MAX = 2**32 - 1
ULONG_MAX = 2**64 - 1
INT_MIN, INT_MAX = -(2**31), 2**31 - 1

_UNSIGNED = re.compile(r"\+?[0-9]+\n?")
_SIGNED = re.compile(r"(?:\+|-)?[0-9]+\n?")


def kstrtouint(text: str) -> int:
    """An unsigned int: base 10, a leading +, one trailing newline. KernelErrno EINVAL, or ERANGE above 2^32 - 1."""
    return _in_range(text, _UNSIGNED, 0, UINT_MAX)


def kstrtoul(text: str) -> int:
    """An unsigned long of 64 bits; as kstrtouint, ERANGE above 2^64 - 1."""
    return _in_range(text, _UNSIGNED, 0, ULONG_MAX)


def kstrtoint(text: str) -> int:
    """A signed int of 32 bits; as kstrtouint, and a leading - is allowed."""
    return _in_range(text, _SIGNED, INT_MIN, INT_MAX)


def kstrtobool(text: str) -> int:
    """0 or 1 by the first character (1 y t, 0 n f) or by `on` and `off`; what follows is not read. KernelErrno EINVAL.

    Kernels from about 6.16 also take e(nabled) and d(isabled); the lab refuses them under every profile.
    """
    first, second = text[:1].lower(), text[1:2].lower()
    if first in ("1", "y", "t") or (first, second) == ("o", "n"):
        return 1
    if first in ("0", "n", "f") or (first, second) == ("o", "f"):
        return 0
    raise KernelErrno("EINVAL", f"{text!r} is neither true nor false")


def sysfs_streq(text: str, word: str) -> bool:
    """Whether they are equal but for one trailing newline."""
    return text.removesuffix("\n") == word.removesuffix("\n")


def _in_range(text: str, shape: re.Pattern[str], least: int, most: int) -> int:
    if not shape.fullmatch(text) or not text.isascii():
        raise KernelErrno("EINVAL", f"{text!r} is no number")
    number = int(text)
    if not least <= number <= most:
        raise KernelErrno("ERANGE", f"{number} is outside {least} to {most}")
    return number
