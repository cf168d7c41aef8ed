"""What a replay tells people on stderr beside its rows: notes, refusals, expectations that were missed."""

from __future__ import annotations

import sys
from collections import Counter
from textwrap import TextWrapper
from typing import TypeVar

from ksmlab.replay.columns import refusal_words
from ksmlab.session.report import Expectation, Report

_WIDTH = 80
T = TypeVar("T")


class Narrator:
    """Tells what is new in a report each time it is asked, and counts expectations."""

    def __init__(self, kernel: str) -> None:
        self._kernel = kernel
        self._told: Counter[str] = Counter()
        self.met = 0
        self.missed = 0

    def tell(self, report: Report, step: int) -> None:
        """All that the report has gained since the last call; `step` is the step that was done."""
        for refusal in self._new("refused", report.refused):
            _say(f"step {step}: {self._kernel} refuses {refusal_words(refusal)}")
        for sentence in self._new("narration", report.narration):
            _say(f"step {step}: {sentence}")
        for note in self._new("notes", report.notes):
            _say(note, "  ")
        for expectation in self._new("expectations", report.expectations):
            if expectation.met:
                self.met += 1
            else:
                self.missed += 1
                _say(miss(expectation, self._kernel))

    def _new(self, kind: str, items: list[T]) -> list[T]:
        fresh = items[self._told[kind] :]
        self._told[kind] = len(items)
        return fresh


def miss(expectation: Expectation, kernel: str) -> str:
    """A missed expectation with its place, name, what was expected and what is."""
    at = f"{expectation.place.file}:{expectation.place.line}: " if expectation.place else ""
    is_so = f"it is {expectation.actual}" if expectation.actual is not None else f"{kernel} has no such thing now"
    return f"{at}under {kernel}, expected {expectation.name} to be {expectation.expected}; {is_so}"


def _say(text: str, indent: str = "") -> None:
    """A message in one line; a text with an indent is wrapped, paragraph by paragraph."""
    if not indent:
        print(text, file=sys.stderr)
        return
    wrapper = TextWrapper(_WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False)
    for paragraph in text.strip().split("\n\n"):
        for line in wrapper.wrap(" ".join(paragraph.split())):
            print(line, file=sys.stderr)
