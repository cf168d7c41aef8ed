"""Roles and their looks: the only place that knows Rich styles; widgets ask by role."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from rich.style import Style

from ksmlab.tui.theme.themes import MONO, THEMES, Colours


@dataclass(frozen=True)
class Palette:
    """A theme's looks by role; `nodes` are those of merged pages, by stable node, in turn."""

    name: str
    roles: Mapping[str, Style]
    nodes: tuple[Style, ...]

    def __getitem__(self, role: str) -> Style:
        return self.roles[role]

    def node(self, serial: int) -> Style:
        """The look of everything that belongs to the stable node with this serial number."""
        return self.nodes[serial % len(self.nodes)]

    def node_text(self, serial: int) -> Style:
        """The same colour as text on the ordinary ground, for words and trees."""
        look = self.node(serial)
        return Style(color=look.bgcolor, bold=True) if look.bgcolor else Style(bold=True)

    @property
    def colourless(self) -> bool:
        """Letters and shades must say everything."""
        return self.name == MONO


@cache
def palette(name: str) -> Palette:
    """The palette of a theme by name."""
    return _mono() if name == MONO else _coloured(THEMES[name])


def _coloured(colours: Colours) -> Palette:
    ink, text, dim = colours.ink, colours.text, colours.dim
    roles = {
        "text": Style(color=text),
        "strong": Style(color=text, bold=True),
        "dim": Style(color=dim),
        "faint": Style(color=colours.faint),
        "accent": Style(color=colours.accent),
        "title": Style(color=colours.accent, bold=True),
        "up": Style(color=colours.good, bold=True),
        "down": Style(color=colours.bad, bold=True),
        "good": Style(color=colours.good, bold=True),
        "bad": Style(color=colours.bad, bold=True),
        "warm": Style(color=colours.warm),
        "spark": Style(color=colours.accent),
        "hand": Style(color=colours.warm, bold=True),
        "select": Style(bgcolor=colours.select, color=text),
        "cursor": Style(bgcolor=colours.cursor, color=ink, bold=True),
        "tab": Style(bgcolor=colours.accent, color=ink, bold=True),
        "lit": Style(bgcolor=colours.lit),
        "changed": Style(bold=True),
        "compared": Style(underline=True),
        "differs": Style(color=colours.bad, bold=True),
        "header": Style(color=text, bgcolor=colours.lit),
        "path": Style(color=colours.warm, bold=True),
        "note": Style(color=colours.warm),
        "red": Style(color=colours.bad, bold=True),
        "black": Style(color=text),
        "zero frame": Style(color=colours.zero, bold=True),
        "untouched": Style(color=colours.faint),
        "private": Style(color=dim),
        "volatile": Style(color=colours.bad, italic=True),
        "unstable": Style(color=colours.warm),
        "merged": Style(color=ink, bgcolor=colours.nodes[0]),
        "zero_ksm": Style(color=ink, bgcolor=colours.zero, bold=True),
        "zero_read": Style(color=colours.zero, bgcolor=colours.lit),
        "skipped": Style(color=colours.accent, italic=True),
        "not_mergeable": Style(color=colours.faint),
        "copied": Style(color=colours.good, italic=True),
        "gone": Style(color=colours.bad),
        "left_over": Style(color=dim),
    }
    return Palette(colours.name, roles, tuple(Style(color=ink, bgcolor=node) for node in colours.nodes))


def _mono() -> Palette:
    plain, bold, dim = Style(), Style(bold=True), Style(dim=True)
    reverse = Style(reverse=True)
    roles = {
        role: plain
        for role in (
            "text",
            "accent",
            "up",
            "down",
            "warm",
            "spark",
            "note",
            "black",
            "private",
            "unstable",
            "left_over",
            "gone",
        )
    }
    roles |= {role: bold for role in ("strong", "title", "good", "bad", "hand", "changed", "differs", "path", "red")}
    roles |= {role: dim for role in ("dim", "faint", "untouched", "not_mergeable", "zero_read")}
    roles |= {
        "select": reverse,
        "cursor": Style(reverse=True, bold=True),
        "tab": Style(reverse=True, bold=True),
        "compared": Style(underline=True),
        "header": reverse,
        "zero frame": bold,
        "volatile": Style(italic=True),
        "copied": Style(italic=True, underline=True),
        "skipped": Style(italic=True, dim=True),
        "merged": reverse,
        "zero_ksm": Style(reverse=True, bold=True),
        "lit": Style(underline=True),
    }
    return Palette(MONO, roles, (reverse,))
