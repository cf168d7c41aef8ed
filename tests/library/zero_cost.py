"""The series' third claim in numbers: the README's table and its plot, made from the scenarios zero-cost/*.

python3 -m tests.library.zero_cost                                  prints the table
python3 -m tests.library.zero_cost --svg screenshots/zero-cost.svg  writes the plot
"""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple

from ksmlab import load_scenario
from ksmlab.replay.rows import Replay
from tests.library.bars import Panel, bars

SHARES = (0, 25, 50, 75, 100)


class Cost(NamedTuple):
    """Calls of memcmp_pages: until all is merged, and in each full scan after that."""

    merging: int
    then: int


@cache
def cost(share: int, knob: str, kernel: str) -> Cost:
    """What a scenario of the family costs under a kernel."""
    rows = {row["step"]: row for row in Replay(load_scenario(f"zero-cost/{share:03d}-{knob}"), kernel, costs=True)}
    scans = [rows[step]["costs"]["memcmp_pages"] for step in sorted(rows) if rows[step]["action"] == "scan"]
    return Cost(scans[0], scans[1] - scans[0])


def change(new: int, old: int) -> str:
    """`1,024 (−50 %)`."""
    if not old:
        return f"{new:,}"
    percent = round(100 * (new - old) / old)
    return f"{new:,} ({'−' if percent < 0 else '+' if percent else '±'}{abs(percent)} %)"


def table() -> str:
    """The README's table."""
    lines = [
        "| zero pages | merging: off | on, 6.1 and v3 | on, 6.18 | then a scan: off | on, 6.1 and 6.18 | on, v3 |",
        "| ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for share in SHARES:
        off = cost(share, "off", "6.18")
        old, series, new = (cost(share, "on", kernel) for kernel in ("6.1", "v3", "6.18"))
        assert old.merging == series.merging and old.then == new.then
        assert all(cost(share, "off", kernel) == off for kernel in ("6.1", "v3"))
        first = [f"{off.merging:,}", change(old.merging, off.merging), change(new.merging, off.merging)]
        then = [f"{off.then:,}", change(new.then, off.then), change(series.then, off.then)]
        lines.append(f"| {share} % | {' | '.join(first + then)} |")
    return "\n".join(lines)


def plot() -> str:
    """The README's plot: SVG."""
    series = {"off, any kernel": ("off", "6.18"), "on, 6.18": ("on", "6.18"), "on, v3": ("on", "v3")}
    costs = {label: [cost(share, *run) for share in SHARES] for label, run in series.items()}
    merging = {label: [one.merging for one in found] for label, found in costs.items()}
    then = {label: [one.then for one in found] for label, found in costs.items()}
    panels = (Panel("until all is merged (two full scans)", merging), Panel("in each full scan after that", then))
    title = "Page comparisons of ksmd, 1,024 pages, by share of zero pages and use_zero_pages"
    return bars(title, [f"{share} %" for share in SHARES], panels)


def main() -> None:
    """Print the table, or write the plot."""
    if sys.argv[1:2] != ["--svg"]:
        print(table())
        return
    target = Path(sys.argv[2])
    part = target.with_name(f".{target.name}.part")
    part.write_text(plot(), encoding="utf-8")
    os.replace(part, target)


if __name__ == "__main__":
    main()
