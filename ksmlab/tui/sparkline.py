"""A row of small bars for a number's recent past."""

from __future__ import annotations

from collections.abc import Sequence

BARS = "▁▂▃▄▅▆▇█"


def sparkline(values: Sequence[int], width: int) -> str:
    """The last `width` values as bars between the smallest and the largest of them, the present one at the right."""
    shown = list(values)[-width:]
    if not shown or width <= 0:
        return " " * max(0, width)
    low, high = min(shown), max(shown)
    if low == high:
        return ("▁" * len(shown) if high else "").rjust(width)
    return "".join(BARS[round((value - low) * (len(BARS) - 1) / (high - low))] for value in shown).rjust(width)
