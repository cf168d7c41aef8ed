from __future__ import annotations

import io
import time

import pytest

from ksmlab.cli import progress
from ksmlab.cli.progress import SlowWork


class Terminal(io.StringIO):
    """A stderr that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def work(stderr: io.StringIO, monkeypatch: pytest.MonkeyPatch, patience: float) -> str:
    monkeypatch.setattr("sys.stderr", stderr)
    monkeypatch.setattr(progress, "PATIENCE_S", patience)
    with SlowWork("recordings", 10) as slow:
        until = time.monotonic() + 5
        while not stderr.getvalue() and time.monotonic() < until and patience < 1 and stderr.isatty():
            slow.advance(0)
            time.sleep(0.01)
    return stderr.getvalue()


def test_slow_work_on_a_terminal_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    assert "recordings" in work(Terminal(), monkeypatch, 0.0)


def test_quick_work_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    assert work(Terminal(), monkeypatch, 60.0) == ""


def test_nothing_is_shown_in_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    assert work(io.StringIO(), monkeypatch, 0.0) == ""
