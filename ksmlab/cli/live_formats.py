"""Samples of the running machine for programs: JSON lines, CSV, OpenMetrics."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator

from ksmlab.live.openmetrics import openmetrics
from ksmlab.live.samples import Sample

_RATES = ("pages_scanned_per_s", "full_scan_s", "ksmd_cpu_percent")


def write_jsonl(samples: Iterator[Sample]) -> None:
    """A JSON object for each sample: counters, knobs, processes, rates."""
    for sample in samples:
        print(json.dumps(sample.record()), flush=True)


def write_csv(samples: Iterator[Sample]) -> None:
    """A line for each sample: time, counters, rates; a rate that is not known is empty."""
    writer = None
    for sample in samples:
        values: dict[str, object] = {"time": f"{sample.snapshot.clock_s:.3f}", **sample.snapshot.counters}
        for name in _RATES:
            rate = getattr(sample.rates, name) if sample.rates else None
            values[name] = "" if rate is None else f"{rate:.3f}"
        if writer is None:
            writer = csv.DictWriter(sys.stdout, list(values), lineterminator="\n")
            writer.writeheader()
        writer.writerow(values)
        sys.stdout.flush()


def write_openmetrics(samples: Iterator[Sample]) -> None:
    """An exposition for each sample."""
    for sample in samples:
        sys.stdout.write(openmetrics(sample.snapshot))
        sys.stdout.flush()
