"""The table of `ksmlab bench`."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from ksmlab.bench.report import HOW, Measured, Report
from ksmlab.cli.text_output import show


def show_report(report: Report) -> None:
    """Machine, measurements, limit: to stdout."""
    show([_machine(report), "", _table(report), "", *_limit(report)])


def _machine(report: Report) -> str:
    facts = report.machine
    memory = facts["memory_bytes"]
    held = f", {int(memory) / 2**30:.0f} GiB" if memory else ""
    return (
        f"{facts['cpu']}, {facts['cores']} cores{held}; Linux {facts['kernel']}, Python {facts['python']}, "
        f"NumPy {facts['numpy']}; {report.pages:,} pages, kernel {report.kernel}"
    )


def _table(report: Report) -> Table:
    table = Table(box=None, pad_edge=False, show_edge=False)
    table.add_column("workload", no_wrap=True)
    real = any(measured.ksmd for measured in report.measured)
    headings = ["pages_to_scan", "pages/s", "bytes/page"] + (["ksmd pages/s", "times ksmd"] if real else [])
    for heading in headings:
        table.add_column(heading, justify="right", no_wrap=True)
    for measured in report.measured:
        table.add_row(*_cells(measured, real))
    return table


def _cells(measured: Measured, real: bool) -> list[str | Text]:
    cells: list[str | Text] = [
        measured.workload,
        f"{measured.pages_to_scan:,}",
        f"{measured.engine.timing.pages_per_s:,.0f}",
        f"{measured.bytes_per_page:.1f}",
    ]
    if real:
        ksmd, ratio = measured.ksmd, measured.ratio
        cells.append(f"{ksmd.pages_per_s:,.0f}" if ksmd else "–")
        cells.append(Text(f"{ratio:.1f}" if ratio is not None else "–", style="bold"))
    return cells


def _limit(report: Report) -> list[str]:
    words = {measured.workload: measured.words for measured in report.measured}
    return [
        f"The limit that this machine's memory sets (a NumPy gather): {report.gather_pages_per_s:,.0f} pages/s.",
        "",
        *(f"{name}: {meaning}" for name, meaning in words.items()),
        "",
        HOW[0].upper() + HOW[1:] + ".",
    ]
