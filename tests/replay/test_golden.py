"""Every row that a real kernel gave, given again: counters, process fields, frames, page comparisons."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ksmlab.replay.conform import conform
from tests.conftest import Traces
from tests.golden.unpack import manifest

KERNELS = manifest()["kernels"]
# The longest first, so that no worker is left alone with it at the end.
FAMILIES = sorted(manifest()["families"], key=lambda family: family != "big")
RECORDED = [(family, kernel) for family in FAMILIES for kernel in KERNELS if family in KERNELS[kernel]["families"]]
COUNTED = [(family, kernel) for family, kernel in RECORDED if KERNELS[kernel]["memcmp_pages"]]


@pytest.mark.parametrize(("family", "kernel"), RECORDED)
def test_every_row_is_the_kernels(traces: Traces, family: str, kernel: str) -> None:
    verdicts = list(conform(traces([kernel], [family]), kernel))
    assert not [f"{verdict.scenario}: {verdict.first}" for verdict in verdicts if not verdict.exact]
    assert len(verdicts) == KERNELS[kernel]["families"][family]


@pytest.mark.parametrize(("family", "kernel"), COUNTED)
def test_every_comparison_is_counted(traces: Traces, family: str, kernel: str) -> None:
    """With costs every tree is walked, so this is also the other of the engine's two drivers."""
    verdicts = list(conform(traces([kernel], [family]), kernel, costs=True))
    assert all(verdict.costs for verdict in verdicts)
    assert not [f"{verdict.scenario}: {verdict.first}" for verdict in verdicts if not verdict.exact]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("counters", "pages_sharing"), 8),
        (("processes", "t", "ksm_merging_pages"), 9),
        (("frames", "t.m"), [0, 0, 0, 0, 0, 0, 0, 0, 0, 1]),
        (("costs", "memcmp_pages"), 1),
        (("errors",), [{"write": "run", "errno": "EINVAL"}]),
    ],
    ids=lambda given: ".".join(given) if isinstance(given, tuple) else "",
)
def test_one_wrong_number_is_found(traces: Traces, path: tuple[str, ...], value: object) -> None:
    directory = traces(["6.19"], ["selftest"])
    spoil_last_row(directory / "selftest-zero-0.6.19.jsonl", path, value)
    verdicts = {verdict.scenario: verdict for verdict in conform(directory, "6.19", costs=True)}
    wrong = verdicts.pop("selftest-zero-0")
    assert wrong.rows_differing == 1
    assert wrong.first is not None
    assert wrong.first.field.startswith(".".join(path))
    assert all(verdict.exact for verdict in verdicts.values())


def test_a_missing_row_is_found(traces: Traces) -> None:
    directory = traces(["6.18"], ["ltp"])
    trace = directory / "ltp-ksm01.6.18.jsonl"
    trace.write_text("".join(trace.read_text().splitlines(keepends=True)[:-1]))
    assert [verdict.exact for verdict in conform(directory, "6.18")] == [False]


def spoil_last_row(trace: Path, path: tuple[str, ...], value: object) -> None:
    """Put `value` at `path` of the trace's last row."""
    rows = trace.read_text().splitlines(keepends=True)
    row = json.loads(rows[-1])
    inner = row
    for key in path[:-1]:
        inner = inner[key]
    assert inner.get(path[-1]) != value
    inner[path[-1]] = value
    trace.write_text("".join(rows[:-1]) + json.dumps(row) + "\n")
