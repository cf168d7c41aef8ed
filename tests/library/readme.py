"""Sections of the README that tell of the library."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def section(heading: str) -> str:
    """The text under a heading of the second level; the test is skipped while that is empty."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    pattern = rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)"
    (found,) = re.findall(pattern, readme, flags=re.DOTALL | re.MULTILINE)
    if not found.strip():
        pytest.skip(f"the README's section `{heading}` is still empty")
    return str(found)
