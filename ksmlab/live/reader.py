"""One look at the running machine's KSM: counters, settings, processes. Reads only, and without root what it may."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ksmlab.errors import MachineRefuses

_KSM = "sys/kernel/mm/ksm"
_TICKS_PER_S = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class LiveProcess:
    """A process that KSM has something to do with; `fields` are its ksm_stat under the kernel's names."""

    pid: int
    comm: str
    fields: Mapping[str, int | str]

    @property
    def profit(self) -> int:
        """ksm_process_profit in bytes; before 6.4, which lacks it, by the later formula."""
        if "ksm_process_profit" in self.fields:
            return int(self.fields["ksm_process_profit"])
        return int(self.fields.get("ksm_merging_pages", 0)) * 4096 - int(self.fields.get("ksm_rmap_items", 0)) * 64


@dataclass(frozen=True, slots=True)
class LiveSnapshot:
    """One moment of the machine.

    `time_s` is monotonic, `clock_s` seconds since 1970. `counters` and `knobs` hold exactly the files that this kernel
    has. `processes` are sorted by profit, the most profitable first; `unreadable` says how many processes there are
    whose ksm_stat may be read by root only. `ksmd_cpu_s` is the time that ksmd has run, None when it is not to be seen.
    """

    time_s: float
    clock_s: float
    release: str
    counters: Mapping[str, int]
    knobs: Mapping[str, str]
    processes: tuple[LiveProcess, ...] = ()
    unreadable: int = 0
    ksmd_cpu_s: float | None = None

    @property
    def rmap_items(self) -> int:
        """All pages that ksmd keeps a record of: the sum of the four states."""
        return sum(self.counters[f"pages_{state}"] for state in ("shared", "sharing", "unshared", "volatile"))


class LiveReader:
    """Takes snapshots. `root` is where /sys and /proc are, for tests."""

    def __init__(self, root: Path = Path("/")) -> None:
        self._ksm, self._proc = root / _KSM, root / "proc"
        if not self._ksm.is_dir():
            raise MachineRefuses(
                f"this machine's kernel has no KSM ({self._ksm} is not there); `ksmlab run` shows it without one"
            )

    def snapshot(self) -> LiveSnapshot:
        """The machine as it is now."""
        counters: dict[str, int] = {}
        knobs: dict[str, str] = {}
        for path in sorted(self._ksm.iterdir()):
            text = path.read_text().strip()
            if path.stat().st_mode & 0o200:
                knobs[path.name] = text
            else:
                counters[path.name] = int(text)
        processes, unreadable, ksmd_cpu_s = self._processes()
        release = (self._proc / "sys/kernel/osrelease").read_text().strip()
        processes.sort(key=lambda process: -process.profit)
        now = time.monotonic(), time.time()
        return LiveSnapshot(*now, release, counters, knobs, tuple(processes), unreadable, ksmd_cpu_s)

    def _processes(self) -> tuple[list[LiveProcess], int, float | None]:
        found: list[LiveProcess] = []
        unreadable, ksmd_cpu_s = 0, None
        for path in self._proc.iterdir():
            if not path.name.isdigit():
                continue
            try:
                comm = (path / "comm").read_text().strip()
                if comm == "ksmd":
                    ksmd_cpu_s = _cpu_s(path)
                elif process := _process(path, comm):
                    found.append(process)
            except PermissionError:
                unreadable += 1
            except OSError:
                continue  # it ended meanwhile
        return found, unreadable, ksmd_cpu_s


def _process(path: Path, comm: str) -> LiveProcess | None:
    """None for a process that has nothing to do with KSM, as kernel threads, whose files are empty."""
    fields = parse_ksm_stat((path / "ksm_stat").read_text())
    if fields and "ksm_merging_pages" not in fields:
        fields["ksm_merging_pages"] = int((path / "ksm_merging_pages").read_text())
    if not any(value not in (0, "no") for value in fields.values()):
        return None
    return LiveProcess(int(path.name), comm, fields)


def parse_ksm_stat(text: str) -> dict[str, int | str]:
    """The lines `ksm_rmap_items 16` and `ksm_merge_any: no` by name."""
    found = re.findall(r"^(\w+):? +(\S+)$", text, re.MULTILINE)
    return {name: int(value) if value.lstrip("-").isdigit() else value for name, value in found}


def _cpu_s(path: Path) -> float:
    """User and system time of a process, from the fields behind its name in stat."""
    fields = (path / "stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS_PER_S
