"""Two lines at the top: which machine and moment, and how fast ksmd is."""

from __future__ import annotations

from datetime import datetime

from rich.text import Text
from textual.widget import Widget

from ksmlab.live.samples import Sample
from ksmlab.tui.live.past import Past
from ksmlab.tui.theme import palette

RUN = {"0": "stopped", "1": "running", "2": "stopped, all unmerged"}


class RatesLine(Widget):
    """Kernel, moment, and rates."""

    def __init__(self, past: Past, replay: bool) -> None:
        super().__init__(id="rates")
        self._past, self._replay = past, replay
        self.trouble = ""

    def render(self) -> Text:
        """The two lines."""
        looks, sample = palette(self.app.theme), self._past.now
        if sample is None:
            return Text(self.trouble or "looking at this machine…", style=looks["dim"])
        text = Text(no_wrap=True, overflow="ellipsis")
        text.append(" · ".join(self._where(sample)) + "\n", style=looks["title"])
        text.append(self.trouble or " · ".join(speeds(sample)), style=looks["bad" if self.trouble else "text"])
        return text

    def _where(self, sample: Sample) -> list[str]:
        shot, past = sample.snapshot, self._past
        kind = "recording" if self._replay else "live" if past.following else "paused"
        run = shot.knobs.get("run", "?")
        at = datetime.fromtimestamp(shot.clock_s).strftime("%H:%M:%S")
        return [kind, at, f"sample {past.at + 1} of {len(past)}", f"run {run} ({RUN.get(run, '')})", shot.release]


def speeds(sample: Sample) -> list[str]:
    """What is known of the rates, in words."""
    found = sample.rates
    if found is None:
        return ["rates come with the second sample"]
    scanned, scan_s, cpu = found.pages_scanned_per_s, found.full_scan_s, found.ksmd_cpu_percent
    words = ["pages scanned a second: unknown before 6.6" if scanned is None else f"{scanned:,.0f} pages scanned/s"]
    words.append("nothing is scanned" if scan_s is None else f"a full scan takes {scan_s:,.1f} s")
    return words + ([] if cpu is None else [f"ksmd {cpu:.0f} % CPU"])
