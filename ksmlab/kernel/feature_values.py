"""What each field of Features may be, read off its type, so that a scenario's changes can be checked."""

from __future__ import annotations

from functools import cache
from typing import Any, Literal, get_args, get_origin, get_type_hints

from ksmlab.errors import UsageError, nearest
from ksmlab.kernel.features import Features


@cache
def allowed_values() -> dict[str, tuple[bool, ...] | tuple[str, ...]]:
    """Each feature's possible values, in the order of the fields: (False, True) or the words of its Literal."""
    return {name: _values_of(hint) for name, hint in get_type_hints(Features).items()}


def _values_of(hint: object) -> tuple[bool, ...] | tuple[str, ...]:
    if hint is bool:
        return (False, True)
    if get_origin(hint) is Literal:
        return get_args(hint)
    raise TypeError(f"a feature is a bool or a Literal, not {hint}")


def checked_value(name: str, value: bool | str | int) -> Any:
    """`value` as the feature `name` holds it; 0 and 1 stand for no and yes. UsageError when it cannot be."""
    values = allowed_values()
    if name not in values:
        alike = nearest(name, values)
        meant = f"; did you mean {alike!r}?" if alike else f" (there are {', '.join(values)})"
        raise UsageError(f"no kernel feature {name!r}{meant}")
    allowed = values[name]
    if isinstance(allowed[0], bool):
        if isinstance(value, int) and value in (0, 1):
            return bool(value)
        raise UsageError(f"{name} is true or false, not {value!r}")
    if isinstance(value, str) and value in allowed:
        return value
    raise UsageError(f"{name} is one of {', '.join(map(str, allowed))}, not {value!r}")
