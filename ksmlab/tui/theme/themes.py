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
    lit="#2a3346",
    zero="#eef2f8",
    ink="#0d1117",
    nodes=(
        "#58b0ff", "#f7a35c", "#6fd68b", "#f57fa6", "#b99bff", "#f5d657",
        "#4fd6cb", "#ff8f70", "#a6d854", "#8fa2ff", "#e79be0", "#d3b58a",
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
    lit="#e4ebf5",
    zero="#1f2733",
    ink="#ffffff",
    nodes=(
        "#1f6fd1", "#b85c00", "#1d8442", "#c0286a", "#6d49c7", "#8a6a00",
        "#0d7f7a", "#c2452a", "#557a0b", "#3f4fc4", "#a23a98", "#7d5a2d",
    ),
)  # fmt: skip

# Okabe and Ito, "Color Universal Design" (2008): told apart by people with any common colour blindness.
_OKABE_ITO = ("#56b4e9", "#e69f00", "#009e73", "#f0e442", "#cc79a7", "#d55e00", "#0072b2")
_SAFE_DARK = replace(
    _DARK, name="safe-dark", accent="#56b4e9", good="#56b4e9", bad="#e69f00", warm="#f0e442",
    nodes=("#56b4e9", "#e69f00", "#009e73", "#f0e442", "#cc79a7", "#d55e00", "#4d9fd6"),
)  # fmt: skip
_SAFE_LIGHT = replace(
    _LIGHT, name="safe-light", accent="#0072b2", good="#0072b2", bad="#b34e00", warm="#8a5a00",
    nodes=("#0072b2", "#b36a00", "#007a59", "#8a7f00", "#a5487f", "#b34e00", "#35637f"),
)  # fmt: skip

THEMES: Mapping[str, Colours] = {colours.name: colours for colours in (_DARK, _LIGHT, _SAFE_DARK, _SAFE_LIGHT)}
"""The coloured themes by name; `mono` comes beside them."""


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
    from textual.theme import Theme

    ansi = "ansi_default"
    return Theme(
        name=MONO, primary=ansi, secondary=ansi, accent=ansi, success=ansi, error=ansi, warning=ansi, foreground=ansi,
        background=ansi, surface=ansi, panel=ansi, boost=ansi, dark=True, ansi=True,
        variables={"lab-border": ansi, "lab-dim": ansi, "lab-select": ansi},
    )  # fmt: skip
