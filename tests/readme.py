"""What stands in the README."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    """The only code block of a language."""
    (found,) = re.findall(rf"^```{language}\n(.+?)^```", README, flags=re.DOTALL | re.MULTILINE)
    return str(found)


def section(heading: str) -> str:
    """The text under a heading of the second level."""
    pattern = rf"^## {re.escape(heading)}\n(.+?)(?=^## |\Z)"
    (found,) = re.findall(pattern, README, flags=re.DOTALL | re.MULTILINE)
    return str(found)
