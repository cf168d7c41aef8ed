"""What a YAML scalar stands for: YAML 1.1 as PyYAML resolves it, less the numbers that two YAMLs read differently."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

import yaml
from yaml.resolver import Resolver

from ksmlab.errors import Place, ScenarioError
from ksmlab.scenario.limits import MAX_DIGITS

Value = None | bool | int | float | str

_PREFIX = "tag:yaml.org,2002:"
_NULLS = {"", "~", "null", "Null", "NULL"}
_TRUE, _FALSE = {"true", "yes", "on"}, {"false", "no", "off"}
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9_]*|0x[0-9a-fA-F_]+|0b[01_]+)")
_DECIMAL = re.compile(r"[-+]?([0-9][0-9_]*)?\.[0-9_]*([eE][-+]?[0-9]+)?")
_resolve: Callable[[str], str] = partial(Resolver().resolve, yaml.ScalarNode, implicit=(True, False))  # text to tag


def scalar_value(event: yaml.ScalarEvent, place: Place) -> Value:
    """The value of a scalar; raises ScenarioError for a strange tag and for a number that has two meanings."""
    text: str = event.value
    tag: str | None = event.tag
    if tag == "!" or (tag is None and event.style not in (None, "")):
        return text
    if tag is None:
        tag = _resolve(text)
    return _tagged(tag, text, place)


def _tagged(tag: str, text: str, place: Place) -> Value:
    match tag.removeprefix(_PREFIX):
        case "null":
            return None
        case "bool" if text.lower() in _TRUE | _FALSE:
            return text.lower() in _TRUE
        case "int":
            return _integer(text, place)
        case "float":
            return _decimal(text)
        case "str" | "timestamp" | "value" | "merge":
            return text
    short = tag.replace(_PREFIX, "!!")
    raise ScenarioError(f"the tag {short} means nothing here", place, "a plain value")


def _integer(text: str, place: Place) -> int | str:
    if len(text) > MAX_DIGITS:
        raise ScenarioError(f"a number of {len(text)} characters", place, f"at most {MAX_DIGITS}")
    if not _INTEGER.fullmatch(text):
        raise ScenarioError(
            f"`{text}` is one number for some YAML readers and another or text for others",
            place,
            "a plain decimal number, or text in quotes",
            f'write "{text}" for text',
        )
    digits = text.replace("_", "")
    return int(digits, 16 if "0x" in digits else 2 if "0b" in digits else 10)


def _decimal(text: str) -> float | str:
    if not _DECIMAL.fullmatch(text) or len(text) > MAX_DIGITS:
        return text  # .inf, .nan, base 60: no value of a scenario; the schema says what was expected
    return float(text.replace("_", ""))
