"""Words of a command as pages, contents and numbers of the lab, with errors that say what would be right."""

from __future__ import annotations

import re

from ksmlab.console.output import Refused
from ksmlab.errors import nearest
from ksmlab.lab import Lab
from ksmlab.scenario.model import Content, ContentKind, Pages
from ksmlab.snapshot.processes import ProcessView, RegionView, processes

CONTENTS = ("zero", "hex", "fill", "text", "unique", "random")
"""Kinds of content that a page can be written with."""


def process_of(lab: Lab, name: str) -> ProcessView:
    """The living process of that name."""
    living = {process.name: process for process in processes(lab) if not process.exited}
    if name not in living:
        raise Refused(f"{name}: No such process", _nearest(name, living))
    return living[name]


def region_of(lab: Lab, process: str, name: str) -> RegionView:
    """The region of that name that was mapped last."""
    regions = {region.name: region for region in process_of(lab, process).regions}
    if name not in regions:
        raise Refused(f"{process} has no region {name}", _nearest(name, regions))
    return regions[name]


def pages_of(region: RegionView, text: str) -> Pages:
    """`all`, `7`, `0-3,8`: pages of a region."""
    if text == "all":
        return Pages(((0, region.pages - 1),))
    ranges = []
    for part in text.split(","):
        match = re.fullmatch(r"(\d{1,12})(?:-(\d{1,12}))?", part.strip())
        if match is None:
            raise Refused(f"{text!r} is no list of pages", "pages are written 7, 0-3,8 or all")
        first, last = int(match[1]), int(match[2] or match[1])
        if first > last or last >= region.pages:
            raise Refused(f"{region.process}.{region.name} has no pages {part}", f"it has 0 to {region.pages - 1}")
        ranges.append((first, last))
    return Pages(tuple(ranges))


def contents_of(words: list[str], pages: int) -> tuple[Content, ...]:
    """`zero`, `hex aa55`, `fill a5`, `text hello`, `unique 100`, `random 7`: what so many pages are written with."""
    kind, rest = (words[0], " ".join(words[1:])) if words else ("", "")
    if kind not in CONTENTS:
        alike = nearest(kind, CONTENTS, 0.6)
        meant = f"; did you mean {alike}?" if alike else ""
        said = f"{kind!r} is no content" if kind else "a content is missing"
        raise Refused(said, f"zero, hex aa55, fill a5, text hello, unique 100 or random 7{meant}")
    return (Content(_KINDS[kind], _value(kind, rest, pages), pages),)


def number(words: list[str], place: int, default: int = 1, most: int = 1_000_000) -> int:
    """A count among the words, the default where it is left out."""
    if place >= len(words):
        return default
    if not words[place].isdecimal() or not 1 <= int(words[place]) <= most:
        raise Refused(f"{words[place]!r} is no count", f"a number from 1 to {most:,}")
    return int(words[place])


_KINDS: dict[str, ContentKind] = {
    "zero": "zero", "hex": "hex", "fill": "fill", "text": "text", "unique": "unique", "random": "random",
}  # fmt: skip


def _value(kind: str, text: str, pages: int) -> bytes | int | None:
    if kind == "zero":
        return None
    if kind == "text":
        if not text or len(text.encode()) > 4096:
            raise Refused("text needs 1 to 4096 bytes", "write vm1 ram 0 text hello")
        return text.encode()
    if kind in ("hex", "fill"):
        most = 1 if kind == "fill" else 4096
        if not re.fullmatch(rf"(?:[0-9a-fA-F]{{2}}){{1,{most}}}", text):
            raise Refused(f"{text!r} is no {kind} content", f"pairs of hex digits: {kind} a5")
        return bytes.fromhex(text)
    if not text.isdecimal() or int(text) + pages > 1 << 64:
        raise Refused(f"{text!r} is no number", f"{kind} 100")
    return int(text)


def _nearest(name: str, names: dict[str, ProcessView] | dict[str, RegionView]) -> str:
    alike = nearest(name, names)
    return f"did you mean {alike}?" if alike else f"there is {', '.join(names) or 'none'}"
