"""One row of the page map: a letter and a colour for each page, or the two commonest kinds of many pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from rich.style import Style

from ksmlab.snapshot.cells import aggregate, node_serials, page_states
from ksmlab.snapshot.states import WORDS, PageState, letter
from ksmlab.tui.lines import Span, fit
from ksmlab.tui.mixes import BASE, whole
from ksmlab.tui.side import Side
from ksmlab.tui.stage import Light
from ksmlab.tui.theme import Palette
from ksmlab.tui.widgets.page_rows import GROUP, Geometry, Strip

ROLES = {state: state.name.lower() for state in PageState}
ZERO_STATES = (PageState.ZERO_KSM, PageState.ZERO_READ)
MANY = "M"  # merged, in a cell that stands for many pages


@dataclass(frozen=True, slots=True)
class Look:
    """What is to be seen besides the pages themselves; slots."""

    light: Light
    cursor: int | None = None
    marked: tuple[int, int] | None = None
    compared: frozenset[int] = frozenset()
    mixes: Mapping[int, Mapping[int, np.ndarray]] = field(default_factory=dict)  # by id(side), by a region's first slot


def cells(side: Side, strip: Strip, geometry: Geometry, look: Look, palette: Palette) -> list[Span]:
    """The cells of a strip, with gaps between groups."""
    draw = _single if geometry.per_cell == 1 else _many
    spans: list[Span] = []
    for place, cell in enumerate(draw(side, strip, geometry, look, palette)):
        if place and place % GROUP == 0:
            spans.append(Span(" ", Style()))
        spans += cell
    return spans


def label(strip: Strip, geometry: Geometry, palette: Palette, part: int = 0, first: bool = False) -> list[Span]:
    """Whose pages they are (in a region's first row, and in the `first` row in sight), and the number of the first."""
    name = f"{strip.region.process} {strip.region.name}" if (strip.first == 0 and part == 0) or first else ""
    spans = [Span(fit(name, geometry.label) + " ", palette["strong"])]
    if geometry.kernels:
        spans.append(Span(fit(geometry.kernels[part], geometry.kernel), palette["accent"]))
    return [*spans, Span(f"{strip.first:>{geometry.index}} ", palette["dim"])]


def _single(side: Side, strip: Strip, geometry: Geometry, look: Look, palette: Palette) -> Iterator[list[Span]]:
    first = strip.region.first_slot + strip.first
    last = first + strip.pages - 1
    states, serials = page_states(side.lab, first, last).tolist(), node_serials(side.lab, first, last).tolist()
    changed = side.changed(first, last).tolist()
    hand = side.hand.slot if side.hand.runs else None
    for place, (state, serial) in enumerate(zip(states, serials, strict=True)):
        slot = first + place
        style = palette.node(serial) if state == PageState.MERGED else palette[ROLES[PageState(state)]]
        lit = serial in look.light.serials if serial >= 0 else look.light.zero and state in ZERO_STATES
        lit = lit or slot in look.light.slots
        if changed[place]:
            style += palette["changed"]
        if slot in look.compared:
            style += palette["compared"]
        yield _cell(slot, letter(state, serial), style, hand, lit, changed[place], look, palette)


def _cell(
    slot: int, glyph: str, style: Style, hand: int | None, lit: bool, changed: bool, look: Look, palette: Palette
) -> list[Span]:
    """A mark (ksmd's hand, the cursor, light, change) and a letter."""
    ground = Style(bgcolor=style.bgcolor, reverse=style.reverse)
    if slot == hand:
        mark = Span("▸", palette["hand"] if not style.bgcolor else style + Style(bold=True))
    elif slot == look.cursor:
        mark = Span("›", style)
    elif lit:
        mark = Span("•", style + Style(bold=True))
    else:
        mark = Span("'" if changed else " ", style if changed else ground)
    if slot == look.cursor:
        cursor = palette["cursor"]
        return [Span(mark.text, cursor), Span(glyph, cursor)]
    if look.marked and look.marked[0] <= slot <= look.marked[1]:
        return [Span(mark.text, palette["select"]), Span(glyph, palette["select"] + Style(bold=True))]
    return [mark, Span(glyph, style)]


def _many(side: Side, strip: Strip, geometry: Geometry, look: Look, palette: Palette) -> Iterator[list[Span]]:
    first, per_cell = strip.region.first_slot + strip.first, geometry.per_cell
    start = strip.first // per_cell
    if per_cell < BASE:
        mix = whole(side.lab, first, strip.pages, per_cell)
    else:
        mix = look.mixes[id(side)][strip.region.first_slot][start : start + -(-strip.pages // per_cell)]
    order = np.argsort(-mix, axis=1, kind="stable")[:, :2].tolist()
    hand = side.hand.slot if side.hand.runs else None
    for cell, counts in enumerate(mix.tolist()):
        slot = first + cell * per_cell
        commonest, second = order[cell]
        if counts[second] * 3 < counts[commonest]:
            second = commonest
        spans = [Span(_GLYPHS[kind], palette[_ROLE_AT[kind]]) for kind in (commonest, second)]
        if hand is not None and slot <= hand < slot + per_cell:
            spans[0] = Span("▸", palette["hand"])
        if look.cursor is not None and slot <= look.cursor < slot + per_cell:
            spans = [Span(span.text, palette["cursor"]) for span in spans]
        yield spans


_GLYPHS = [MANY if state == PageState.MERGED else WORDS[state].letter for state in PageState]
_ROLE_AT = [ROLES[state] for state in PageState]


def mix_words(side: Side, slot: int, pages: int) -> str:
    """What a cell that stands for many pages holds, the commonest first."""
    mix = aggregate(side.lab, slot, pages, 1)[0]
    kinds = sorted((PageState(place) for place in range(len(mix)) if mix[place]), key=lambda kind: -int(mix[kind]))
    return ", ".join(f"{mix[kind]:,} {WORDS[kind].name}" for kind in kinds)
