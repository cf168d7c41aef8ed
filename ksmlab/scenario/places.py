"""Scenarios without their places, to see whether two say the same."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import TypeVar

T = TypeVar("T")

_PLACES = ("place", "ksm_place")


def without_places(value: T) -> T:
    """A part of the model with every place None and every path empty."""
    if isinstance(value, tuple):
        return tuple(without_places(item) for item in value)  # type: ignore[return-value]  # the same kind of tuple
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changes = {
        field.name: None
        if field.name in _PLACES
        else ""
        if field.name == "path"
        else without_places(getattr(value, field.name))
        for field in fields(value)
    }
    return replace(value, **changes)
