"""Small parts of the JSON Schema.

`errorMessage` is what the loader and the editors say was expected; mappings have `expected`, for the loader alone,
since editors then name the key that is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ksmlab.scenario.limits import MAX_NAME, MAX_U64

Schema = dict[str, Any]


def integer(description: str, minimum: int, maximum: int, **more: Any) -> Schema:
    """A whole number from `minimum` to `maximum`."""
    expected = f"expected a whole number from {minimum:,} to {maximum:,}"
    return {
        "type": "integer",
        "minimum": minimum,
        "maximum": maximum,
        "description": description,
        "errorMessage": expected,
        **more,
    }


def text(description: str, **more: Any) -> Schema:
    """Any text."""
    return {"type": "string", "description": description, "errorMessage": "expected text", **more}


def name(description: str, **more: Any) -> Schema:
    """The name of a process or a region."""
    return {
        "type": "string",
        "pattern": f"^[A-Za-z0-9_-]{{1,{MAX_NAME}}}$",
        "description": description,
        "errorMessage": f"expected a name: letters, digits, `_` and `-`, at most {MAX_NAME}",
        **more,
    }


def flag(description: str, **more: Any) -> Schema:
    """true or false."""
    return {"type": "boolean", "description": description, "errorMessage": "expected true or false", **more}


def choice(description: str, options: Iterable[Any], **more: Any) -> Schema:
    """One of these values."""
    values = list(options)
    words = ", ".join(str(value).lower() if isinstance(value, bool) else str(value) for value in values)
    return {"enum": values, "description": description, "errorMessage": f"expected one of {words}", **more}


def mapping(
    title: str, description: str, properties: Mapping[str, Schema], required: Iterable[str] = (), **more: Any
) -> Schema:
    """A mapping with these keys and no others."""
    return {
        "title": title,
        "description": description,
        "type": "object",
        "additionalProperties": False,
        "properties": dict(properties),
        "required": list(required),
        "expected": f"a mapping with the keys of {title}",
        **more,
    }


def listing(description: str, items: Schema, what: str, **more: Any) -> Schema:
    """A list."""
    return {
        "type": "array",
        "items": items,
        "description": description,
        "errorMessage": f"expected a list of {what}",
        **more,
    }


def ref(definition: str) -> Schema:
    """What `definitions` has under this name."""
    return {"$ref": f"#/definitions/{definition}"}


def pages(description: str) -> Schema:
    """Pages of a region: `all`, a number, or a list of numbers and ranges."""
    single = {
        "type": ["integer", "string"],
        "minimum": 0,
        "pattern": r"^\s*[0-9]+\s*(-\s*[0-9]+\s*)?$",
        "errorMessage": 'expected a page number or a range such as "4-6"',
    }
    return {
        "type": ["integer", "string", "array"],
        "minimum": 0,
        "pattern": r"^\s*(all|[0-9]+\s*(-\s*[0-9]+\s*)?(,\s*[0-9]+\s*(-\s*[0-9]+\s*)?)*)\s*$",
        "items": single,
        "minItems": 1,
        "description": description,
        "default": "all",
        "examples": ["all", 3, "0-3,8"],
        "errorMessage": 'expected `all`, a page number, or numbers and ranges such as "0-3,8"',
    }


def u64(description: str, **more: Any) -> Schema:
    """A whole number of 64 bits."""
    return integer(description, 0, MAX_U64, **more) | {"errorMessage": "expected a whole number from 0 to 2^64 - 1"}
