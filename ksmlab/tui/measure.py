"""How long from a key to the paint on a large machine, and what pausing costs: `python -m ksmlab.tui.measure`."""

from __future__ import annotations

import asyncio
import statistics
import sys
import time
from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from textual import events
from textual._compositor import CompositorUpdate
from textual.screen import Screen

from ksmlab.lab import Lab
from ksmlab.scenario import parse_scenario
from ksmlab.tui.app import LabApp

KEYS = ("j", "l", "k", "h", "i", "j", "l", "i", "j", "o", "o", "4", "5", "2", "1", "tab", "s", "s", "b", "left")
"""Selection, zoom, panels, one page, one wake-up, back."""

_SCENARIO = """
ksmlab: 1
title: A large machine
about: For measuring.
ksm: {{pages_to_scan: 100, use_zero_pages: 1, smart_scan: 0}}
processes:
- name: vm1
  regions:
  - name: ram
    pages: {half}
    mergeable: true
    content: {{mix: {{zero: 0.3, duplicate: 0.4, distinct: 1000, unique: 0.3}}}}
- name: vm2
  regions:
  - name: ram
    pages: {half}
    mergeable: true
    content: {{mix: {{zero: 0.3, duplicate: 0.4, distinct: 1000, unique: 0.3}}}}
steps:
- scan: {{full_scans: 2}}
- scan: 1000
"""


SETTLED = 0.25  # seconds without a paint after which a key is done


NOTHING = 2.0  # seconds after which a key that painted nothing is taken to have changed nothing


class PaintedApp(LabApp):
    """Notes when it has painted last, and writes what a terminal would get, which it does not without one."""

    painted_at = painted_first = 0.0  # by the clock; the first one since a key
    painted_after = 0.0  # processor time of this process then

    def _display(self, screen: Screen[object], renderable: Any) -> None:
        if isinstance(renderable, CompositorUpdate):
            renderable.render_segments(self.console)
        super()._display(screen, renderable)
        self.painted_at = time.perf_counter()
        if not self.painted_first:
            self.painted_first, self.painted_after = self.painted_at, time.process_time()


@dataclass(frozen=True, slots=True)
class Result:
    """Milliseconds from key to paint (clock, processor time), frames a second, share of a core while paused."""

    key_ms: dict[str, list[tuple[float, float]]]
    frames_per_second: float
    paused_core: float


async def measure(pages: int, size: tuple[int, int], seconds: float) -> Result:
    """Run the lab without a terminal and press keys."""
    lab = Lab(parse_scenario(_SCENARIO.format(half=pages // 2), "measure.yaml"))
    app = PaintedApp([lab])
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await pilot.press("n")
        times: dict[str, list[tuple[float, float]]] = {}
        for key in KEYS * 3:
            times.setdefault(key, []).append(await _timed(app, key))
        await pilot.press("b", "end")
        for _ in range(4):
            await pilot.press("plus")
        await pilot.press("space")
        before, start = await _next_frame(lab)
        await asyncio.sleep(seconds)
        last, stop = await _next_frame(lab)
        frames = (last - before) / (stop - start)
        await pilot.press("space")
        cpu, wall = time.process_time(), time.perf_counter()
        await asyncio.sleep(seconds)
        paused = (time.process_time() - cpu) / (time.perf_counter() - wall)
    return Result(times, frames, paused)


async def _next_frame(lab: Lab) -> tuple[int, float]:
    """(how many commands were done, by the clock when) as soon as the playing lab has gone on."""
    before = lab.at
    while lab.at == before:
        await asyncio.sleep(0.001)
    return lab.at, time.perf_counter()


async def _timed(app: PaintedApp, key: str) -> tuple[float, float]:
    """From the key's coming in to the end of the first paint that it brought, when the screen has come to rest."""
    start = app.painted_at = time.perf_counter()
    app.painted_first = 0.0
    cpu = time.process_time()
    app.post_message(events.Key(key, key if len(key) == 1 else None))
    while app.painted_at == start or time.perf_counter() - app.painted_at < SETTLED:
        await asyncio.sleep(0.005)
        if app.painted_at == start and time.perf_counter() - start > NOTHING:
            return 0.0, 0.0
    return (app.painted_first - start) * 1000, (app.painted_after - cpu) * 1000


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = ArgumentParser(prog="python -m ksmlab.tui.measure", description=__doc__)
    parser.add_argument("--pages", type=int, default=1_000_000)
    parser.add_argument("--size", default="120x40")
    parser.add_argument("--seconds", type=float, default=3.0, help="how long it plays, and how long it is paused")
    options = parser.parse_args(arguments)
    width, _, height = options.size.partition("x")
    result = asyncio.run(measure(options.pages, (int(width), int(height)), options.seconds))
    out = sys.stdout
    out.write(f"{options.pages:,} pages at {options.size}: milliseconds from key to paint\n")
    for key, values in [*result.key_ms.items(), ("all", [one for of_key in result.key_ms.values() for one in of_key])]:
        clock, cpu = ([one[place] for one in values] for place in (0, 1))
        out.write(f"  {key:>5}  median {statistics.median(clock):6.1f}  worst {max(clock):6.1f}")
        out.write(f"  processor {statistics.median(cpu):6.1f}\n")
    out.write(f"playing by wake-ups at up to 30/s: {result.frames_per_second:.1f} frames a second\n")
    out.write(f"paused: {result.paused_core:.1%} of a core\n")


if __name__ == "__main__":
    main()
