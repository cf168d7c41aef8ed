"""The whole machine in one line: what most of each part is, and which part is in sight."""

from __future__ import annotations

from rich.style import Style

from ksmlab.snapshot.cells import aggregate
from ksmlab.snapshot.states import PageState
from ksmlab.tui.lines import Line, Span
from ksmlab.tui.side import Side
from ksmlab.tui.theme import Palette
from ksmlab.tui.widgets.page_rows import Geometry

SHADES = " ░▒▓█"
SAVED = (PageState.MERGED, PageState.ZERO_KSM)


def minimap(side: Side, geometry: Geometry, window: tuple[float, float], width: int, palette: Palette) -> Line:
    """A line of shades, the darker the more of it is merged; what is in sight is lit."""
    cells = max(8, width - 12)
    pages = sum(region.pages for region in geometry.regions)
    if not pages:
        return []
    first, spans = 0, [Span("merged ", palette["dim"])]
    text = ""
    for region in geometry.regions:
        share = max(1, round(cells * region.pages / pages))
        mix = aggregate(side.lab, region.first_slot, region.pages, share)
        total = mix.sum(axis=1).clip(1)
        for part in mix[:, SAVED].sum(axis=1) / total:
            text += SHADES[min(len(SHADES) - 1, int(part * (len(SHADES) - 1) + 0.999))]
        first += region.pages
    low, high = int(window[0] * len(text)), max(int(window[0] * len(text)) + 1, round(window[1] * len(text)))
    lit = palette["accent"] + palette["lit"]
    spans += [
        Span("▕", palette["dim"]),
        Span(text[:low], palette["accent"] + Style(dim=True)),
        Span(text[low:high], lit),
        Span(text[high:], palette["accent"] + Style(dim=True)),
        Span("▏", palette["dim"]),
    ]
    return spans
