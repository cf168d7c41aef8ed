"""What every test may use: Hypothesis's profiles and recorded traces."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from _pytest.terminal import TerminalReporter
from hypothesis import HealthCheck, settings

from tests.golden.unpack import unpack

# `ci` draws the same examples every time, so that a red run is a change's own fault; `nightly` looks for new ones
# (pytest --hypothesis-profile nightly).
settings.register_profile(
    "ci", max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "nightly", max_examples=5_000, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ci")

Traces = Callable[[Iterable[str], Iterable[str]], Path]


@pytest.fixture
def traces(tmp_path: Path) -> Traces:
    """A function of kernels and families that gives a directory with their scenarios and traces, for `conform`."""

    def unpacked(kernels: Iterable[str], families: Iterable[str]) -> Path:
        directory = tmp_path / "traces"
        unpack(directory, kernels, families)
        return directory

    return unpacked


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """On stderr: what was verified on the real kernel, and what was not tested on this machine, and why."""
    if hasattr(terminalreporter.config, "workerinput"):
        return  # a part of the tests, whose whole tells it all
    for report in terminalreporter.getreports("passed"):
        for line in report.capstderr.splitlines():
            if line.startswith("verified on the real kernel"):
                sys.stderr.write(f"{line}\n")
    skipped = Counter(str(report.longrepr[2]) for report in terminalreporter.getreports("skipped"))
    for reason, tests in skipped.items():
        sys.stderr.write(f"{reason.replace('Skipped:', 'skipped:')} ({tests} {'test' if tests == 1 else 'tests'})\n")
