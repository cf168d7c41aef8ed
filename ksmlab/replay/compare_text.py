"""A comparison as plain text for a mail: at most 78 columns, no colour, differences marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from textwrap import wrap

from ksmlab.replay.compare import Comparison, Moment
from ksmlab.replay.lockstep import IN_FACT, Value, is_zero_pages

WIDTH = 78
MARK = "*"
_MOST_WORDS = 34
_LEAST_WORDS = 16
_GAP = "  "


def text(comparison: Comparison, names: Sequence[str]) -> Iterator[str]:
    """The lines: title, tables of these numbers, what the marks mean, what differs first and why.

    Wider than 78 columns only where a number under every kernel does not fit.
    """
    yield from wrap(comparison.scenario.title, WIDTH)
    yield f"under {', '.join(comparison.kernels)}"
    if names:
        for panel in _panels(comparison, names):
            yield ""
            yield from _table(comparison, panel)
        yield ""
        yield from _legend(comparison, names)
    else:
        yield ""
        yield "No counter differs at any step."
    yield from _reasons(comparison)


def _reasons(comparison: Comparison) -> Iterator[str]:
    """For each pair of kernels what differs first, and the cause; a cause that two differences share is said once."""
    for pair in pairwise(comparison.kernels):
        explanations = [explanation for *kernels, explanation in comparison.explanations if tuple(kernels) == pair]
        causes = dict.fromkeys(explanation.cause for explanation in explanations)
        yield ""
        yield f"{pair[0]} -> {pair[1]}:" + ("" if causes else " the same numbers at every step")
        for cause in causes:
            whats = [explanation.what for explanation in explanations if explanation.cause == cause]
            for sentence in (*whats, cause):
                yield from wrap(sentence, WIDTH, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False)


def _panels(comparison: Comparison, names: Sequence[str]) -> Iterator[list[str]]:
    """The numbers in groups that fit beside the steps."""
    room = WIDTH - _words_width(comparison, names) - len("step ")
    panel: list[str] = []
    used = 0
    for name in names:
        width = sum(_widths(comparison, name)) + len(_GAP)
        if panel and used + width > room:
            yield panel
            panel, used = [], 0
        panel.append(name)
        used += width
    yield panel


def _table(comparison: Comparison, panel: Sequence[str]) -> Iterator[str]:
    """Two lines of heading, then a line a moment."""
    words_width = _words_width(comparison, panel)
    widths = {name: _widths(comparison, name) for name in panel}
    left = " " * (len("step ") + words_width)
    yield (left + "".join(_GAP + name.center(sum(widths[name])) for name in panel)).rstrip()
    heads = (_cells([kernel + " " for kernel in comparison.kernels], widths[name]) for name in panel)
    heading = ("step " + " " * words_width + "".join(_GAP + head for head in heads)).rstrip()
    yield heading
    yield "-" * max(len(heading), len(left))
    shown = ""
    for moment in comparison.moments:
        words = _words(moment, words_width)
        again = shown == f"{moment.step} {words}" and words.startswith("scan")
        shown = f"{moment.step} {words}"
        start = f"{'' if again else moment.step:>4} {'' if again else words:{words_width}}"
        groups = (_cells(_marked(moment.values(name)), widths[name]) for name in panel)
        yield (start + "".join(_GAP + group for group in groups)).rstrip()


def _words(moment: Moment, width: int) -> str:
    return moment.words if len(moment.words) <= width else moment.words[: width - 2] + ".."


def _words_width(comparison: Comparison, names: Sequence[str]) -> int:
    """Room for what steps do: what they need, unless the widest of the numbers needs it more."""
    needed = max(len(moment.words) for moment in comparison.moments)
    left = WIDTH - len("step ") - len(_GAP) - max(sum(_widths(comparison, name)) for name in names)
    return max(_LEAST_WORDS, min(needed, _MOST_WORDS, left))


def _widths(comparison: Comparison, name: str) -> list[int]:
    """The width of each kernel's column, so that the number's name fits above them all."""
    rows = [_marked(moment.values(name)) for moment in comparison.moments]
    widths = [
        2 + max(len(kernel), *(len(row[place]) - 1 for row in rows)) for place, kernel in enumerate(comparison.kernels)
    ]
    widths[0] += max(0, len(name) - sum(widths))
    return widths


def _marked(values: Sequence[Value | None]) -> list[str]:
    """Each value with room for a mark; marked is what differs from the first kernel that has the number."""
    known = next((value for value in values if value is not None), None)
    marks = (MARK if value is not None and value != known else " " for value in values)
    return [("-" if value is None else str(value)) + mark for value, mark in zip(values, marks, strict=True)]


def _cells(texts: Sequence[str], widths: Sequence[int]) -> str:
    return "".join(text.rjust(width) for text, width in zip(texts, widths, strict=True))


def _legend(comparison: Comparison, names: Sequence[str]) -> Iterator[str]:
    if any(differing in names for differing in comparison.differing()):
        first = comparison.kernels[0]
        yield f"{MARK} differs from {first} (or, where {first} has no such file, from the first that has)"
    if any(is_zero_pages(name) for name in names):
        yield from wrap(_files(comparison), WIDTH, subsequent_indent="  ")
    if IN_FACT in names:
        yield f"{IN_FACT}: mappings of the zero page that KSM placed; no file has it"


def _files(comparison: Comparison) -> str:
    """What the kernels call the count of zero pages."""
    by_name: dict[str, list[str]] = {}
    for kernel, own in zip(comparison.kernels, comparison.file_names, strict=True):
        by_name.setdefault(own.get("zero_pages", "no file (-)"), []).append(kernel)
    return "zero_pages: " + "; ".join(f"{name} under {', '.join(kernels)}" for name, kernels in by_name.items())
