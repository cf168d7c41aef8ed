"""The themes as tables of colours: dark, light, and both once more in colours that colour-blind people tell apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.theme import Theme

MONO = "mono"  # no colour at all: letters, bold, reverse and shades say the same


@dataclass(frozen=True, slots=True)
class Colours:
    """A theme. `nodes` are the grounds of merged pages, in turn; `ink` is written on them."""

    name: str
    dark: bool
    background: str
    surface: str
    text: str
    dim: str
    faint: str
    border: str
    accent: str
    good: str
    bad: str
    warm: str
    select: str
    cursor: str
    lit: str
    zero: str
    ink: str
    nodes: tuple[str, ...]


_DARK = Colours(
    name="dark",
    dark=True,
    background="#0d1117",
    surface="#121822",
    text="#d5dbe5",
    dim="#7d899c",
    faint="#465062",
    border="#2d3a4f",
    accent="#6cb6ff",
    good="#6bd08a",
    bad="#ff7a7a",
    warm="#f2b95a",
    select="#2b4a75",
    cursor="#ff4fa3",
    lit="#2a3346",
    zero="#eef2f8",
    ink="#0d1117",
    nodes=(
        "#58b0ff", "#f7a35c", "#6fd68b", "#b99bff", "#f5d657", "#4fd6cb",
        "#ff8f70", "#a6d854", "#8fa2ff", "#d3b58a", "#7fb8c9",
    ),
)  # fmt: skip

_LIGHT = Colours(
    name="light",
    dark=False,
    background="#ffffff",
    surface="#f6f8fb",
    text="#1f2733",
    dim="#5d6979",
    faint="#a9b3c1",
    border="#c3ccd8",
    accent="#0b62c4",
    good="#157a3c",
    bad="#c22222",
    warm="#9a5b00",
    select="#bcd9ff",
    cursor="#d6006c",
    lit="#e4ebf5",
    zero="#1f2733",
    ink="#ffffff",
    nodes=(
        "#1f6fd1", "#b85c00", "#1d8442", "#6d49c7", "#8a6a00", "#0d7f7a",
        "#b8452a", "#557a0b", "#3f4fc4", "#7d5a2d", "#3d6f80",
    ),
)  # fmt: skip

# Okabe and Ito, "Color Universal Design" (2008): told apart by people with any common colour blindness.
_SAFE_DARK = replace(
    _DARK, name="safe-dark", accent="#56b4e9", good="#56b4e9", bad="#e69f00", warm="#e69f00",
    cursor="#f0e442", nodes=("#56b4e9", "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#4d8fc9"),
)  # fmt: skip
_SAFE_LIGHT = replace(
    _LIGHT, name="safe-light", accent="#0072b2", good="#0072b2", bad="#b34e00", warm="#8a5a00",
    cursor="#d55e00", nodes=("#0072b2", "#a86400", "#007a59", "#7a7000", "#a5487f", "#35637f"),
)  # fmt: skip

THEMES: Mapping[str, Colours] = {colours.name: colours for colours in (_DARK, _LIGHT, _SAFE_DARK, _SAFE_LIGHT)}
"""The coloured themes by name; `mono` comes beside them."""
NAMES = (*THEMES, MONO)


def theme_after(name: str) -> str:
    """The next theme's name, in turn."""
    return NAMES[(NAMES.index(name) + 1) % len(NAMES)]


def textual_theme(colours: Colours) -> Theme:
    """The same colours for Textual's own widgets."""
    from textual.theme import Theme

    return Theme(
        name=colours.name,
        dark=colours.dark,
        primary=colours.accent,
        secondary=colours.dim,
        accent=colours.warm,
        success=colours.good,
        error=colours.bad,
        warning=colours.warm,
        foreground=colours.text,
        background=colours.background,
        surface=colours.surface,
        panel=colours.lit,
        variables={
            "lab-border": colours.border,
            "lab-dim": colours.dim,
            "lab-select": colours.select,
            "footer-key-foreground": colours.accent,
            "footer-background": colours.background,
            "block-cursor-background": colours.select,
            "block-cursor-foreground": colours.text,
        },
    )


def mono_theme() -> Theme:
    """Textual's widgets in the terminal's own two colours."""
    from dataclasses import replace as with_

    from textual.theme import BUILTIN_THEMES

    plain, base = "ansi_default", BUILTIN_THEMES["ansi-dark"]
    variables = {"lab-border": plain, "lab-dim": plain, "lab-select": plain}
    return with_(
        base,
        name=MONO,
        variables={**base.variables, **variables},
        primary=plain,
        secondary=plain,
        warning=plain,
        error=plain,
        success=plain,
        accent=plain,
    )
