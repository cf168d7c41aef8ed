"""What the validator found, in plain words: one function for each kind of mistake of structure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ksmlab.errors import ScenarioError, UsageError
from ksmlab.kernel.profiles import profile
from ksmlab.scenario.names import FRAMES, counters, profile_names
from ksmlab.scenario.nodes import Node
from ksmlab.scenario.problems import did_you_mean, listed, shortened
from ksmlab.scenario.schema_parts import Schema

Detail = dict[str, Any]
_MANY_NAMES = 20  # more names than this are not listed in a message
_QUOTABLE = ("quotes", "text", "a name")  # words of an expectation that a value in quotes could meet


def translate(kind: str, node: Node, rules: Schema, detail: Detail) -> list[ScenarioError]:
    """The mistakes that a validation error of this `kind` at `node` stands for; `rules` is the schema it broke."""
    return _WORDS.get(kind, _other)(node, rules, detail)


def _expected(rules: Schema) -> str:
    return str(rules.get("expected") or rules.get("errorMessage", "").removeprefix("expected "))


def _unknown_keys(node: Node, rules: Schema, detail: Detail) -> list[ScenarioError]:
    known = list(rules.get("properties", {}))
    expected = listed(known) if len(known) <= _MANY_NAMES else _expected(rules)
    return [
        _unknown_key(key, node, rules.get("title", "this mapping"), known, expected) for key in detail["unexpected"]
    ]


def _unknown_key(key: str, node: Node, title: str, known: list[str], expected: str) -> ScenarioError:
    shown, place = shortened(key), node.keys[key]
    if title == "ksm" and key in counters("sysfs"):
        return ScenarioError(f"{shown} is a counter, which nobody can write", place, "a knob: " + expected)
    if title == "a step":
        return ScenarioError(f"unknown step {shown}", place, expected, did_you_mean(key, known))
    if title == "expect":
        process, _, _ = key.rpartition(".")
        known = [f"{process}.{field}" for field in (*counters("process"), FRAMES)] if process else known
    return ScenarioError(f"unknown key {shown} in {title}", place, expected, did_you_mean(key, known))


def _missing(node: Node, rules: Schema, detail: Detail) -> list[ScenarioError]:
    key, properties = detail["property"], rules.get("properties", {})
    if did_you_mean(key, [name for name in node.pairs if name not in properties]):
        return []  # it is there, misspelt, and told as an unknown key
    words = properties.get(key, {}).get("description", "")
    expected = f"`{key}:`" + (f" ({words})" if words else "")
    return [ScenarioError(f"{rules.get('title', 'this mapping')} has no `{key}`", node.place, expected)]


def _wrong_type(node: Node, rules: Schema, detail: Detail) -> list[ScenarioError]:
    expected, hint = _expected(rules), ""
    if node.data is None:
        message = "nothing stands here" if not node.raw else f"{shortened(node.raw)} stands here"
        return [ScenarioError(message, node.place, expected)]
    quotable = "string" in detail["types"] and any(word in expected for word in _QUOTABLE)
    if quotable and isinstance(node.data, (int, float)):
        hint = f'write "{node.raw}" in quotes'
    return [ScenarioError(f"{_shown(node)} is {_kind(node)}", node.place, expected, hint)]


def _not_an_option(node: Node, rules: Schema, detail: Detail) -> list[ScenarioError]:
    options = [str(option) for option in detail.get("options", ())]
    if tuple(options) == profile_names() and isinstance(node.data, str):
        return [ScenarioError(_no_such_profile(node.data), node.place)]
    if node.raw in options:
        return [ScenarioError(f"{_shown(node)} is {_kind(node)}", node.place, _expected(rules))]
    hint = did_you_mean(node.raw, options)
    return [ScenarioError(f"{_shown(node)} is not known here", node.place, _expected(rules), hint)]


def _no_such_profile(name: str) -> str:
    try:
        profile(name)
    except UsageError as error:
        return str(error)
    raise AssertionError(f"the schema and the kernel room differ about {name}")


def _not_the_constant(node: Node, rules: Schema, detail: Detail) -> list[ScenarioError]:
    return [ScenarioError(f"{_shown(node)}, {_kind(node)}, is not known here", node.place, _expected(rules))]


def _too_many_keys(node: Node, rules: Schema, detail: Detail) -> list[ScenarioError]:
    properties = rules.get("properties", {})
    if any(key not in properties for key in node.pairs):
        return []  # the unknown key is told already
    message = f"{rules.get('title', 'this')} has {len(node.pairs)} keys, {_and_listed(node.pairs)}"
    return [ScenarioError(message, node.place, _expected(rules))]


def _not_one_content(node: Node, rules: Schema, detail: Detail) -> list[ScenarioError]:
    known = [kind for kind in rules.get("properties", {}) if kind != "pages"]
    named = [key for key in node.pairs if key != "pages"]
    if any(key not in known for key in named):
        return []  # the unknown key is told already
    message = f"one content cannot be {_and_listed(named)}" if named else "a content without its kind"
    return [ScenarioError(message, node.place, "one of " + listed(known))]


def _empty(node: Node, rules: Schema, detail: Detail) -> list[ScenarioError]:
    return [
        ScenarioError(f"this {'list' if node.kind == 'list' else 'mapping'} is empty", node.place, _expected(rules))
    ]


def _too_large(node: Node, rules: Schema, detail: Detail) -> list[ScenarioError]:
    return [ScenarioError(f"{_shown(node)} is too large", node.place, _expected(rules))]


def _too_small(node: Node, rules: Schema, detail: Detail) -> list[ScenarioError]:
    return [ScenarioError(f"{_shown(node)} is too small", node.place, _expected(rules))]


def _other(node: Node, rules: Schema, detail: Detail) -> list[ScenarioError]:
    return [ScenarioError(f"{_shown(node)} does not fit", node.place, _expected(rules))]


_WORDS: dict[str, Callable[[Node, Schema, Detail], list[ScenarioError]]] = {
    "additionalProperties": _unknown_keys,
    "required": _missing,
    "type": _wrong_type,
    "enum": _not_an_option,
    "const": _not_the_constant,
    "maxProperties": _too_many_keys,
    "minProperties": _empty,
    "minItems": _empty,
    "oneOf": _not_one_content,
    "maximum": _too_large,
    "minimum": _too_small,
}


def _and_listed(names: Iterable[str]) -> str:
    return " and ".join(", ".join(f"`{name}`" for name in names).rsplit(", ", 1))


def _shown(node: Node) -> str:
    return shortened(node.raw) if node.kind == "scalar" else "this"


def _kind(node: Node) -> str:
    if node.kind != "scalar":
        return "a mapping" if node.kind == "mapping" else "a list"
    names = {bool: "true or false", int: "a whole number", float: "a decimal number", str: "text", type(None): "empty"}
    return names[type(node.data)]
