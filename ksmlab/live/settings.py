"""The settings under /sys/kernel/mm/ksm as they stood, and putting them back.

Only the standard library: the guardian runs it when everything else is gone.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

KSM = Path("/sys/kernel/mm/ksm")

_FIRST = ("advisor_mode", "pages_to_scan")  # pages_to_scan is not to be written while the advisor is active
_LAST = ("sleep_millisecs", "run")  # ksmd must find everything as it was when it runs again


@dataclass(frozen=True)
class Settings:
    """Every file that can be written, with its value as it would be written."""

    values: dict[str, str]

    @classmethod
    def read(cls, directory: Path = KSM) -> Settings:
        """As they stand now; OSError when there is no KSM."""
        names = sorted(path.name for path in directory.iterdir() if os.stat(path).st_mode & 0o200)
        return cls({name: _chosen((directory / name).read_text().strip()) for name in names})

    def restore(self, directory: Path = KSM) -> list[str]:
        """Unmerge everything, then write every value back; tells what could not be put back, one line each.

        Everything is unmerged first (run=2): max_page_sharing and merge_across_nodes cannot change while a page is
        merged.
        """
        writes = [("run", "2"), ("run", "0"), ("advisor_mode", "none")]
        named = [*_FIRST, *_LAST]
        writes += [(name, value) for name, value in self.values.items() if name not in named]
        writes += [(name, self.values[name]) for name in (*reversed(_FIRST), *_LAST) if name in self.values]
        for name, value in writes:
            if name in self.values:
                _try_write(directory / name, value)
        now = Settings.read(directory).values
        return [f"{name} is {now[name]}, was {value}" for name, value in self.values.items() if now[name] != value]


def _chosen(text: str) -> str:
    """`none` for what the kernel shows as `[none] scan-time`."""
    _, bracket, rest = text.partition("[")
    return rest.partition("]")[0] if bracket else text


def _try_write(path: Path, value: str) -> None:
    with suppress(OSError):  # what it led to is seen when the values are read again
        path.write_text(value)
