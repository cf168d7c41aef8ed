"""What was measured, as plain records for JSON, CSV and tables."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from ksmlab.bench.facts import Facts
from ksmlab.bench.own_process import EngineResult
from ksmlab.bench.timing import Timing

HOW = (
    "rates are pages looked at in a second of the scanner's CPU time, with laying out the memory not counted; "
    "smart scan is off; a row is recorded for every wake-up; a short engine run is done five times, and the median "
    "counts; bytes are those of the whole process at its largest"
)


@dataclass(frozen=True, slots=True)
class Measured:
    """One workload at one pages_to_scan; ksmd is None where the real one was not asked."""

    workload: str
    words: str
    pages_to_scan: int
    pages: int
    engine: EngineResult
    ksmd: Timing | None

    @property
    def ratio(self) -> float | None:
        """How many times the real ksmd's rate the engine's is."""
        if self.ksmd is None or not self.ksmd.pages_per_s:
            return None
        return self.engine.timing.pages_per_s / self.ksmd.pages_per_s

    @property
    def bytes_per_page(self) -> float:
        """Of the whole process, interpreter and libraries included."""
        return self.engine.peak_bytes / self.pages

    @property
    def own_bytes_per_page(self) -> float:
        """Beyond what the process held before there was a machine."""
        return (self.engine.peak_bytes - self.engine.baseline_bytes) / self.pages


@dataclass(frozen=True, slots=True)
class Report:
    """Everything: the machine, what was asked, the limit that its memory sets, the measurements."""

    machine: Facts
    kernel: str
    pages: int
    gather_pages_per_s: float
    measured: tuple[Measured, ...]


def as_json(report: Report) -> dict[str, Any]:
    """The whole report."""
    return {
        "machine": report.machine,
        "kernel_profile": report.kernel,
        "pages": report.pages,
        "smart_scan": 0,
        "how": HOW,
        "limit": {"what": "NumPy gather with random indices", "pages_per_s": round(report.gather_pages_per_s)},
        "results": [_nested(measured) for measured in report.measured],
    }


def as_rows(report: Report) -> list[dict[str, Any]]:
    """One flat record a measurement; what there is no number for is None."""
    return [
        {
            "workload": measured.workload,
            "pages_to_scan": measured.pages_to_scan,
            "pages": measured.pages,
            "pages_per_s": round(measured.engine.timing.pages_per_s),
            "bytes_per_page": round(measured.bytes_per_page, 1),
            "own_bytes_per_page": round(measured.own_bytes_per_page, 1),
            "ksmd_pages_per_s": round(measured.ksmd.pages_per_s) if measured.ksmd else None,
            "ratio": round(measured.ratio, 2) if measured.ratio is not None else None,
            "limit_pages_per_s": round(report.gather_pages_per_s),
        }
        for measured in report.measured
    ]


def _nested(measured: Measured) -> dict[str, Any]:
    return {
        "workload": measured.workload,
        "what": measured.words,
        "pages_to_scan": measured.pages_to_scan,
        "pages": measured.pages,
        "engine": _timing(measured.engine.timing)
        | {
            "setup_s": round(measured.engine.setup_s, 3),
            "peak_bytes": measured.engine.peak_bytes,
            "baseline_bytes": measured.engine.baseline_bytes,
            "bytes_per_page": round(measured.bytes_per_page, 1),
            "own_bytes_per_page": round(measured.own_bytes_per_page, 1),
        },
        "ksmd": _timing(measured.ksmd) if measured.ksmd else None,
        "ratio": measured.ratio,
    }


def _timing(timing: Timing) -> dict[str, Any]:
    return asdict(timing) | {"pages_per_s": round(timing.pages_per_s)}
