"""Which views are kept as grids: on which scenario and kernels, at which sizes, in which themes."""

from __future__ import annotations

from dataclasses import dataclass

from tests.tui.screens import View


@dataclass(frozen=True, slots=True)
class Tour:
    """One app and what it is taken through."""

    name: str
    scenario: str
    size: tuple[int, int]
    views: tuple[View, ...]
    theme: str = "dark"
    kernels: tuple[str | None, ...] = (None,)


_SMALL: tuple[View, ...] = (
    ("start", "", ("3",)),
    ("note", "step 4", ()),
    ("merged", "step 6", ("1",)),
    ("trees", "", ("2",)),
    ("why", "", ("4",)),
    ("page", "", ("full_stop", "4")),
    ("frames", "", ("5",)),
    ("processes", "", ("6",)),
    ("console", "", ("7",)),
    ("unmerged", "step 10", ("3",)),
    ("decision", "wakeup 6", ("escape", "d", "d", "d")),
    ("prompt", "", ("escape", "colon")),
    ("help", "", ("escape", "question_mark")),
)
_MIDDLE: tuple[View, ...] = (
    ("start", "", ()),
    ("first-scan", "step 4", ()),
    ("in-a-scan", "wakeup 8", ("s", "s")),
    ("merged", "step 6", ()),
    ("zero-frame", "", ("0",)),
    ("page", "", ("escape", "full_stop", "l", "l", "4")),
    ("chain", "", ("escape", "2", "j", "j", "1")),
    ("counter", "", ("escape", "1", "j", "e")),
    ("missed", "step 10", ("escape",)),
    ("forked", "step 11", ("6",)),
    ("exited", "step 14", ()),
    ("about", "", ("I",)),
)
_LOOKS: tuple[View, ...] = (
    ("start-looks", "", ()),
    ("merged-looks", "step 6", ("0",)),
    ("page-looks", "step 10", ("escape", "full_stop", "4")),
    ("decision-looks", "wakeup 7", ("escape", "d", "d", "d", "d")),
)
_TWO: tuple[View, ...] = (
    ("start", "", ()),
    ("merged", "step 6", ()),
    ("unmerged", "step 10", ()),
    ("page", "", ("number_sign", "4")),
    ("other-side", "", ("grave_accent",)),
)
_LARGE: tuple[View, ...] = (
    ("start", "", ()),
    ("merged", "step 1", ("escape",)),
    ("cell", "", ("l", "j", "4")),
    ("zoomed-in", "", ("i", "i")),
    ("frames", "", ("5",)),
    ("unmerged", "step 3", ("o", "o")),
)
_TINY: tuple[View, ...] = (("start", "", ()), ("merged", "step 6", ()))

TOURS = (
    Tour("80x24", "town", (80, 24), _SMALL),
    Tour("80x24-mono", "town", (80, 24), _SMALL[:8], theme="mono"),
    Tour("80x24-two", "town", (80, 24), _TWO, kernels=("6.1", "v3")),
    Tour("80x24-large", "large", (80, 24), _LARGE),
    Tour("120x40", "town", (120, 40), _MIDDLE),
    Tour("120x40-dark", "town", (120, 40), _LOOKS),
    Tour("120x40-light", "town", (120, 40), _LOOKS, theme="light"),
    Tour("120x40-safe", "town", (120, 40), _LOOKS[1:2], theme="safe-dark"),
    Tour("120x40-mono", "town", (120, 40), _LOOKS, theme="mono"),
    Tour("120x40-two", "town", (120, 40), _TWO, kernels=("6.1", "6.18")),
    Tour("120x40-large", "large", (120, 40), _LARGE),
    Tour("200x60", "town", (200, 60), _MIDDLE[:8]),
    Tour("120x30", "town", (120, 30), _TINY),
    Tour("60x16", "town", (60, 16), _TINY),
    Tour("30x8", "town", (30, 8), _TINY),
)
CASES = [(tour, view[0]) for tour in TOURS for view in tour.views]
