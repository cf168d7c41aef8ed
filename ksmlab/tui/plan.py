"""Where each panel stands on a screen of some size: a pure function, so that it can be tested and thought about.

Small screens keep the pages and let the other half switch; middle ones show five panels and switch the sixth;
large ones show everything at once.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from textual.geometry import Region

PANELS = ("counters", "trees", "story", "why", "frames", "processes", "console", "kernels")
"""The panels that tabs and number keys reach, in their order; `pages` is always there."""

_HEADER = 1
_FOOT = 2  # timeline and footer
_TABS = 1


@dataclass(frozen=True, slots=True)
class Plan:
    """Where things are. `tabs` are the panels that share the place of the one that is open."""

    places: dict[str, Region] = field(default_factory=dict)
    tabs: tuple[str, ...] = ()
    open: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the panels would like: rows of pages and counters, which tab is open, whether two kernels are compared."""

    pages_rows: int = 8
    counter_rows: int = 20
    process_rows: int = 4
    open: str = "counters"
    two: bool = False
    only: str = ""  # this panel alone, as large as can be


def plan(width: int, height: int, wish: Wish) -> Plan:
    """The places on a screen of that size."""
    inside = _inside(width, height, wish)
    lines = {
        "header": Region(0, 0, width, 1),
        "timeline": Region(0, height - 2, width, 1),
        "prompt": Region(0, height - 2, width, 1),
        "footer": Region(0, height - 1, width, 1),
    }
    return Plan({**inside.places, **lines}, inside.tabs, inside.open)


def _inside(width: int, height: int, wish: Wish) -> Plan:
    """The places of the panels."""
    body = Region(0, _HEADER, width, max(1, height - _HEADER - _FOOT))
    panels = tuple(name for name in PANELS if name != "kernels" or wish.two)
    if wish.only:
        return Plan({wish.only: body}, (), "")
    if width < 40 or height < 12:
        return Plan({"pages": body}, (), "")
    if width < 110:
        return _narrow(body, wish, panels)
    if height < 34:
        return _short(body, wish, panels)
    if width < 170 or height < 48:
        return _middle(body, wish, panels)
    return _large(body, wish, panels)


def _narrow(body: Region, wish: Wish, panels: tuple[str, ...]) -> Plan:
    share = 0.6 if wish.two else 0.5
    pages = _between(wish.pages_rows + 2, 5, max(5, int(body.height * share)))
    top = Region(0, body.y, body.width, pages)
    return _tabbed({"pages": top}, Region(0, top.bottom, body.width, body.height - pages), panels, wish.open)


def _short(body: Region, wish: Wish, panels: tuple[str, ...]) -> Plan:
    left = _left(body.width)
    pages = _between(wish.pages_rows + 2, 6, int(body.height * 0.6))
    places = {
        "pages": Region(0, body.y, left, pages),
        "story": Region(0, body.y + pages, left, body.height - pages),
    }
    rest = tuple(name for name in panels if name != "story")
    return _tabbed(places, Region(left, body.y, body.width - left, body.height), rest, wish.open)


def _middle(body: Region, wish: Wish, panels: tuple[str, ...]) -> Plan:
    left = _left(body.width)
    pages = _between(wish.pages_rows + 2, 6, int(body.height * (0.6 if wish.two else 0.42)))
    trees = max(7, int((body.height - pages) * 0.52))
    counters = _between(wish.counter_rows + 2, 10, int(body.height * 0.66))
    places = {
        "pages": Region(0, body.y, left, pages),
        "trees": Region(0, body.y + pages, left, trees),
        "story": Region(0, body.y + pages + trees, left, body.height - pages - trees),
        "counters": Region(left, body.y, body.width - left, counters),
    }
    rest = tuple(name for name in panels if name not in places)
    slot = Region(left, body.y + counters, body.width - left, body.height - counters)
    return _tabbed(places, slot, rest, wish.open if wish.open in rest else "why")


def _large(body: Region, wish: Wish, panels: tuple[str, ...]) -> Plan:
    right = 62
    left = (body.width - right) * 11 // 20
    centre = body.width - right - left
    pages = _between(wish.pages_rows + 2, 8, int(body.height * (0.55 if wish.two else 0.4)))
    trees = (body.height - pages) * 11 // 20
    counters = _between(wish.counter_rows + 2, 12, int(body.height * 0.55))
    processes = _between(wish.process_rows + 2, 4, 11)
    frames = body.height * 11 // 20
    places = {
        "pages": Region(0, body.y, left, pages),
        "trees": Region(0, body.y + pages, left, trees),
        "story": Region(0, body.y + pages + trees, left, body.height - pages - trees),
        "frames": Region(left, body.y, centre, frames),
        "console": Region(left, body.y + frames, centre, body.height - frames),
        "counters": Region(left + centre, body.y, right, counters),
        "processes": Region(left + centre, body.y + counters, right, processes),
    }
    slot = Region(left + centre, body.y + counters + processes, right, body.height - counters - processes)
    rest = tuple(name for name in panels if name not in places)
    return _tabbed(places, slot, rest, wish.open if wish.open in rest else "why")


def _tabbed(places: dict[str, Region], slot: Region, tabs: tuple[str, ...], wanted: str) -> Plan:
    """One of `tabs` in the slot, below a line of tabs where there is more than one."""
    shown = wanted if wanted in tabs else tabs[0]
    if len(tabs) < 2:
        return Plan({**places, shown: slot}, (), shown)
    places = {
        **places,
        "tabs": Region(slot.x, slot.y, slot.width, _TABS),
        shown: Region(slot.x, slot.y + _TABS, slot.width, slot.height - _TABS),
    }
    return Plan(places, tabs, shown)


def pages_width(width: int, height: int) -> int:
    """Columns that the pages' panel gets on a screen of that size, frame included."""
    return plan(width, height, Wish()).places["pages"].width


def _left(width: int) -> int:
    return width - max(54, width * 44 // 100)


def _between(value: int, low: int, high: int) -> int:
    return max(low, min(value, max(low, high)))
