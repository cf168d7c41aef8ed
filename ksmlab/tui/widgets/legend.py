"""What the letters of the page map mean: those that are to be seen, as far as the row allows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from ksmlab.snapshot.cells import page_states
from ksmlab.snapshot.processes import RegionView
from ksmlab.snapshot.states import WORDS, PageState
from ksmlab.tui.lines import Line, Span
from ksmlab.tui.side import Side
from ksmlab.tui.theme import Palette
from ksmlab.tui.widgets.page_cells import ROLES

_LEGEND = (
    PageState.MERGED, PageState.ZERO_KSM, PageState.ZERO_READ, PageState.UNSTABLE, PageState.VOLATILE,
    PageState.PRIVATE, PageState.UNTOUCHED, PageState.SKIPPED, PageState.NOT_MERGEABLE, PageState.COPIED,
    PageState.GONE, PageState.LEFT_OVER,
)  # fmt: skip


def legend(seen: frozenset[PageState], width: int, looks: Palette) -> Line:
    """One line of letters with their names."""
    spans, room = list[Span](), width
    for state in _LEGEND:
        if state not in seen:
            continue
        glyph, words = ("A-Y" if state == PageState.MERGED else WORDS[state].letter), WORDS[state].name
        if room < len(glyph) + len(words) + 3:
            break
        spans += [Span(glyph, looks[ROLES[state]]), Span(f" {words}  ", looks["dim"])]
        room -= len(glyph) + len(words) + 3
    return spans


def states_seen(
    sides: Iterable[Side], regions: Sequence[RegionView], mixes: Mapping[int, Mapping[int, np.ndarray]]
) -> frozenset[PageState]:
    """The kinds of pages that there are now; from the mixes where there are some."""
    if mixes:
        counts = np.sum([mix.sum(axis=0) for of_side in mixes.values() for mix in of_side.values()], axis=0)
        return frozenset(PageState(int(state)) for state in np.flatnonzero(counts))
    found: set[int] = set()
    for side in sides:
        for region in regions:
            found.update(np.unique(page_states(side.lab, region.first_slot, region.last_slot)).tolist())
    return frozenset(map(PageState, found))
