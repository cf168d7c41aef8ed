"""Colours: four themes and one without any; what the lab draws has a role, a theme gives the role its look."""

from __future__ import annotations

from ksmlab.tui.theme.palette import Palette, palette
from ksmlab.tui.theme.themes import MONO, NAMES, THEMES, textual_theme, theme_after

__all__ = ["MONO", "NAMES", "THEMES", "Palette", "palette", "textual_theme", "theme_after"]
