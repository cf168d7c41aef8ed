"""The whole machine in one line: how much of each part is merged, and which part is in sight."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from rich.style import Style

from ksmlab.snapshot.processes import RegionView
from ksmlab.snapshot.states import PageState
from ksmlab.tui.lines import Line, Span
from ksmlab.tui.theme import Palette

SHADES = " ░▒▓█"
SAVED = [PageState.MERGED, PageState.ZERO_KSM]


def minimap(
    mixes: Mapping[int, np.ndarray],
    regions: Sequence[RegionView],
    window: tuple[float, float],
    width: int,
    looks: Palette,
) -> Line:
    """A line of shades, the darker the more of it is merged; what is in sight is lit."""
    mix = np.concatenate([mixes[region.first_slot] for region in regions]) if regions else np.zeros((0, len(PageState)))
    columns = max(8, width - 12)
    if not len(mix):
        return []
    saved, total = (np.concatenate([[0], np.cumsum(part)]) for part in (mix[:, SAVED].sum(axis=1), mix.sum(axis=1)))
    edges = np.linspace(0, len(mix), columns + 1)
    low = np.minimum(np.floor(edges[:-1]).astype(int), len(mix) - 1)
    high = np.maximum(low + 1, np.floor(edges[1:]).astype(int))
    shares = (saved[high] - saved[low]) / np.maximum(1, total[high] - total[low])
    text = "".join(SHADES[min(len(SHADES) - 1, int(share * (len(SHADES) - 1) + 0.999))] for share in shares)
    start = min(int(window[0] * columns), columns - 1)
    stop = max(start + 1, round(window[1] * columns))
    dim = looks["accent"] + Style(dim=True)
    return [
        Span("merged ▕", looks["dim"]),
        Span(text[:start], dim),
        Span(text[start:stop], looks["accent"] + looks["lit"]),
        Span(text[stop:], dim),
        Span("▏", looks["dim"]),
    ]
