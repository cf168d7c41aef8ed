"""Who uses KSM on this machine: any mergeable page that is not the scenario's spoils every count."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class KsmUser:
    """A process with memory that ksmd looks at, or would."""

    pid: int
    comm: str
    rmap_items: int

    def __str__(self) -> str:
        return f"{self.comm} (pid {self.pid}, {self.rmap_items} rmap_items)"


def ksm_users(proc: Path = Path("/proc")) -> list[KsmUser]:
    """All processes with rmap_items or with a mergeable mapping, those with the most items first."""
    users = [user for path in proc.iterdir() if path.name.isdigit() and (user := _user(path))]
    return sorted(users, key=lambda user: -user.rmap_items)


def _user(process: Path) -> KsmUser | None:
    try:
        stat = (process / "ksm_stat").read_text()
        items = int(match[1]) if (match := re.search(r"^ksm_rmap_items (\d+)", stat, re.MULTILINE)) else 0
        if items or _mergeable(process, stat):
            return KsmUser(int(process.name), (process / "comm").read_text().strip(), items)
    except OSError:
        pass  # it ended meanwhile, or is not ours to read
    return None


def _mergeable(process: Path, stat: str) -> bool:
    """Whether it has a mapping that ksmd would scan: ksm_stat tells from 6.14 on, before that the flag mg in smaps."""
    if match := re.search(r"^ksm_mergeable: (yes|no)", stat, re.MULTILINE):
        return match[1] == "yes"
    return re.search(r"^VmFlags:.* mg\b", (process / "smaps").read_text(), re.MULTILINE) is not None
