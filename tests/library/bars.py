"""Grouped bars as SVG, without a plotting library: two panels on one scale, a legend, every number written out."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

WIDTH, PANEL, TOP, BOTTOM = 1120, 560, 84, 36  # px
HEIGHT, LEFT = 380, 24
COLOURS = ("#8b949e", "#1f6feb", "#d9622b")
FONT = "font-family='system-ui, sans-serif'"


class Panel(NamedTuple):
    """A title, and for each series of the legend one number for each group."""

    title: str
    series: dict[str, list[int]]


def bars(title: str, groups: Sequence[str], panels: Sequence[Panel]) -> str:
    """The picture: `panels` side by side, one group of bars for each of `groups`; all panels have the same series."""
    highest = max(number for panel in panels for numbers in panel.series.values() for number in numbers)
    parts = [_text(LEFT, 26, title, 17, "start", "600"), *_legend(list(panels[0].series))]
    for index, panel in enumerate(panels):
        parts += _panel(index * PANEL, panel, groups, highest)
    head = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {HEIGHT}' role='img' {FONT}>"
    back = f"<rect width='{WIDTH}' height='{HEIGHT}' rx='8' fill='#ffffff'/>"
    return "\n".join([head, f"<title>{escape(title)}</title>", back, *parts, "</svg>", ""])


def _legend(labels: Sequence[str]) -> list[str]:
    parts = []
    for index, label in enumerate(labels):
        x = LEFT + index * 150
        parts.append(_rect(x, 40, 12, 12, COLOURS[index]))
        parts.append(_text(x + 18, 51, label, 13, "start"))
    return parts


def _panel(left: int, panel: Panel, groups: Sequence[str], highest: int) -> list[str]:
    base, room = HEIGHT - BOTTOM, HEIGHT - BOTTOM - TOP - 18
    step = (PANEL - 2 * LEFT) / len(groups)
    wide = step * 0.82 / len(panel.series)
    parts = [_text(left + LEFT, TOP, panel.title, 13, "start", "600")]
    for place, numbers in enumerate(panel.series.values()):
        for group, number in enumerate(numbers):
            x = left + LEFT + group * step + step * 0.09 + place * wide
            tall = number / highest * (room - 14)
            parts.append(_rect(x, base - tall, wide - 2, tall, COLOURS[place]))
            parts.append(_text(x + wide / 2 - 1, base - tall - 4, f"{number:,}", 8, "middle"))
    parts += [
        _text(left + LEFT + (group + 0.5) * step, base + 18, label, 13, "middle") for group, label in enumerate(groups)
    ]
    parts.append(_rect(left + LEFT, base, PANEL - 2 * LEFT, 1, "#57606a"))
    return parts


def _rect(x: float, y: float, width: float, height: float, colour: str) -> str:
    return f"<rect x='{x:.1f}' y='{y:.1f}' width='{width:.1f}' height='{height:.1f}' fill='{colour}'/>"


def _text(x: float, y: float, words: str, size: float, anchor: str, weight: str = "400") -> str:
    style = f"font-size='{size}' text-anchor='{anchor}' font-weight='{weight}' fill='#1f2328'"
    return f"<text x='{x:.1f}' y='{y:.1f}' {style}>{escape(words)}</text>"
