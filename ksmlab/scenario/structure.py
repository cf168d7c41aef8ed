"""A document against the schema: every mistake of structure with its place and in plain words."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import jsonschema_rs

from ksmlab.errors import Place, ScenarioError
from ksmlab.scenario.limits import MAX_ERRORS
from ksmlab.scenario.nodes import Node
from ksmlab.scenario.problems import Problems, listed, nearest
from ksmlab.scenario.schema import schema
from ksmlab.scenario.schema_parts import Schema

_MANY_NAMES = 12  # more names than this are not listed in a message


def check_structure(root: Node) -> None:
    """Raises ScenarioError (ScenarioErrors for several) where the document does not have a scenario's structure."""
    if root.data is None:
        raise ScenarioError("the document is empty", root.place, "a scenario, beginning with `ksmlab: 1`")
    problems = Problems()
    for found in _validator().iter_errors(root.data):
        for error in _translate(found, root):
            problems.add(error)
        if len(problems.errors) >= MAX_ERRORS:
            break
    problems.settle()


@cache
def _validator() -> jsonschema_rs.Draft7Validator:
    return jsonschema_rs.Draft7Validator(schema())


def _translate(found: jsonschema_rs.ValidationError, root: Node) -> list[ScenarioError]:
    node = _node_at(root, found.instance_path)
    rules = _rules_at(found.schema_path[:-1])
    return _WORDS.get(found.kind.name, _other)(node, rules, found.kind.as_dict())


def _node_at(root: Node, path: list[str | int]) -> Node:
    node = root
    for part in path:
        node = node.pairs[part] if isinstance(part, str) else node.items[part]
    return node


def _rules_at(path: list[str | int]) -> Schema:
    """The part of the schema that a mistake was made against."""
    rules: Any = schema()
    for part in path:
        rules = rules[part]
    return rules if isinstance(rules, dict) else {}


def _expected(rules: Schema) -> str:
    return str(rules.get("errorMessage", "")).removeprefix("expected ")


def _unknown_keys(node: Node, rules: Schema, detail: dict[str, Any]) -> list[ScenarioError]:
    known = list(rules.get("properties", {}))
    title = rules.get("title", "this mapping")
    expected = listed(known) if len(known) <= _MANY_NAMES else f"a key of {title}"
    what = "step" if title == "a step" else "key"
    return [_unknown(f"unknown {what} `{_short(key)}` in {title}" if what == "key" else f"unknown step `{_short(key)}`",
                     node.keys[key], expected, nearest(key, known)) for key in detail["unexpected"]]


def _unknown(message: str, place: Place, expected: str, hint: str) -> ScenarioError:
    return ScenarioError(message, place, expected, hint)


def _missing(node: Node, rules: Schema, detail: dict[str, Any]) -> list[ScenarioError]:
    key = detail["property"]
    words = rules.get("properties", {}).get(key, {}).get("description", "")
    return [ScenarioError(f"{rules.get('title', 'this mapping')} has no `{key}`", node.place,
                          f"`{key}:`" + (f" ({words})" if words else ""))]


def _wrong_type(node: Node, rules: Schema, detail: dict[str, Any]) -> list[ScenarioError]:
    hint = ""
    if "string" in detail["types"] and isinstance(node.data, (int, float)):
        hint = f'write "{node.raw}" in quotes'
    if node.data is None:
        hint = "nothing stands here"
    return [ScenarioError(f"{_shown(node)} is {_kind(node)}", node.place, _expected(rules), hint)]


def _not_an_option(node: Node, rules: Schema, detail: dict[str, Any]) -> list[ScenarioError]:
    options = [str(option) for option in detail.get("options", ())]
    hint = nearest(node.raw, options)
    if not hint and isinstance(node.data, (int, float)) and not isinstance(node.data, bool) and node.raw in options:
        hint = f'write "{node.raw}" in quotes'
    return [ScenarioError(f"{_shown(node)} is not known here", node.place, _expected(rules), hint)]


def _too_many_keys(node: Node, rules: Schema, detail: dict[str, Any]) -> list[ScenarioError]:
    names = listed(list(node.pairs)[:_MANY_NAMES]).replace(" or ", " and ")
    return [ScenarioError(f"{rules.get('title', 'this')} has {len(node.pairs)} keys, {names}", node.place,
                          _expected(rules))]


def _not_one_content(node: Node, rules: Schema, detail: dict[str, Any]) -> list[ScenarioError]:
    return [ScenarioError(f"a content has to be one of {listed(_content_kinds(rules))}; here are "
                          f"{listed(kinds) if (kinds := [k for k in node.pairs if k != 'pages']) else 'none'}",
                          node.place, _expected(rules))]


def _content_kinds(rules: Schema) -> list[str]:
    return [key for key in rules.get("properties", {}) if key != "pages"]


def _other(node: Node, rules: Schema, detail: dict[str, Any]) -> list[ScenarioError]:
    return [ScenarioError(f"{_shown(node)} does not fit", node.place, _expected(rules))]


_WORDS: dict[str, Callable[[Node, Schema, dict[str, Any]], list[ScenarioError]]] = {
    "additionalProperties": _unknown_keys,
    "required": _missing,
    "type": _wrong_type,
    "enum": _not_an_option,
    "const": _not_an_option,
    "maxProperties": _too_many_keys,
    "oneOf": _not_one_content,
}


def _short(text: str) -> str:
    line = text.splitlines()[0] if text.splitlines() else ""
    return line if line == text and len(line) <= 40 else line[:40] + "…"


def _shown(node: Node) -> str:
    if node.kind != "scalar":
        return "this"
    return f"`{_short(node.raw)}`" if node.raw else "this"


def _kind(node: Node) -> str:
    if node.kind != "scalar":
        return "a mapping" if node.kind == "mapping" else "a list"
    names = {bool: "true or false", int: "a whole number", float: "a decimal number", str: "text", type(None): "empty"}
    return names[type(node.data)]
