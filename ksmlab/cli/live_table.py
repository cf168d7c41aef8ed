"""The running machine on a terminal: a table that renews itself, or one table in a pipe."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from ksmlab.cli.text_output import show
from ksmlab.live.samples import Sample
from ksmlab.replay.table import heading

_KEPT = 60  # samples in a sparkline
_BARS = "▁▂▃▄▅▆▇█"
_PROCESSES = 15


def show_samples(samples: Iterator[Sample]) -> None:
    """Every sample as it comes; in a pipe each below the one before."""
    view = _View()
    if not sys.stdout.isatty():
        for sample in samples:
            show([view.of(sample)])
        return
    with Live(console=Console(), auto_refresh=False, screen=False) as live:
        for sample in samples:
            live.update(view.of(sample), refresh=True)


class _View:
    """Remembers each counter's recent values."""

    def __init__(self) -> None:
        self._past: dict[str, deque[int]] = {}

    def of(self, sample: Sample) -> RenderableType:
        return Group(self._head(sample), self._counters(sample), Text(""), _processes(sample), *_unreadable(sample))

    def _head(self, sample: Sample) -> Text:
        knobs = sample.snapshot.knobs
        state = {"0": "stopped", "1": "running", "2": "stopped, all unmerged"}.get(knobs.get("run", ""), "")
        words = [f"kernel {sample.snapshot.release}", f"run {knobs.get('run')} ({state})"]
        words += [f"{name} {knobs[name]}" for name in ("pages_to_scan", "sleep_millisecs") if name in knobs]
        if found := sample.rates:
            if found.pages_scanned_per_s is not None:
                words.append(f"{found.pages_scanned_per_s:,.0f} pages scanned a second")
            if found.full_scan_s is not None:
                words.append(f"a full scan takes {found.full_scan_s:,.1f} s")
            if found.ksmd_cpu_percent is not None:
                words.append(f"ksmd {found.ksmd_cpu_percent:.0f} % CPU")
        return Text(" · ".join(words))

    def _counters(self, sample: Sample) -> Table:
        table = Table(box=None, pad_edge=False, header_style="bold")
        for name, justify in (("counter", "left"), ("value", "right"), ("change", "right"), ("", "left")):
            table.add_column(name, justify="right" if justify == "right" else "left")
        changes = sample.rates.changes if sample.rates else {}
        for name, value in sample.snapshot.counters.items():
            past = self._past.setdefault(name, deque(maxlen=_KEPT))
            past.append(value)
            change = f"{changes[name]:+,}" if name in changes else ""
            table.add_row(name, f"{value:,}", change, _sparkline(list(past)))
        return table


def _processes(sample: Sample) -> RenderableType:
    found = sample.snapshot.processes
    if not found:
        return Text("no process has mergeable memory")
    names = [name for name in found[0].fields if name != "ksm_process_profit"]
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("pid", justify="right")
    table.add_column("process")
    table.add_column("profit", justify="right")
    for name in names:
        table.add_column("\n".join(heading(name)), justify="right", vertical="bottom")
    for process in found[:_PROCESSES]:
        fields = [process.fields.get(name, "") for name in names]
        shown = [f"{value:,}" if isinstance(value, int) else value for value in fields]
        table.add_row(str(process.pid), process.comm, f"{process.profit:,}", *shown)
    if len(found) > _PROCESSES:
        table.add_row("", f"and {len(found) - _PROCESSES} more")
    return table


def _unreadable(sample: Sample) -> list[Text]:
    count = sample.snapshot.unreadable
    return [Text(f"{count} processes of others are shown to root only")] if count else []


def _sparkline(values: list[int]) -> str:
    low, high = min(values), max(values)
    if low == high:
        return ""
    return "".join(_BARS[(value - low) * (len(_BARS) - 1) // (high - low)] for value in values)
