"""The shapes of what goes in and out, for the type checker."""

from __future__ import annotations

from typing import Any, Dict

Op = Dict[str, Any]  # one action of a program
Program = Dict[str, Any]
Row = Dict[str, Any]  # one line of the replay format
Error = Dict[str, str]  # {"write" or "call": what, "errno": name}
