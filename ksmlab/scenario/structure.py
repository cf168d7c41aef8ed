"""A document against the schema: every mistake of structure with its place."""

from __future__ import annotations

from functools import cache
from itertools import islice
from typing import Any

import jsonschema_rs

from ksmlab.errors import ScenarioError
from ksmlab.scenario.limits import MAX_ERRORS
from ksmlab.scenario.nodes import Node
from ksmlab.scenario.problems import Problems
from ksmlab.scenario.schema import schema
from ksmlab.scenario.schema_parts import Schema


def check_structure(root: Node) -> None:
    """Raises ScenarioError (ScenarioErrors for several) where the document does not have a scenario's structure."""
    if root.data is None:
        raise ScenarioError("the document is empty", root.place, "a scenario, beginning with `ksmlab: 1`")
    found = list(islice(_validator().iter_errors(root.data), MAX_ERRORS))
    if found:
        _tell(found, root)


def _tell(found: list[jsonschema_rs.ValidationError], root: Node) -> None:
    """Raise what the validator found, in words for people."""
    from ksmlab.scenario.mistakes import translate

    problems = Problems()
    wrong_types = {tuple(error.instance_path) for error in found if error.kind.name == "type"}
    for error in found:
        if error.kind.name != "type" and tuple(error.instance_path) in wrong_types:
            continue  # what is no text need not be told that it is also none of these words
        node, rules = _node_at(root, error.instance_path), _rules_at(error.schema_path[:-1])
        for mistake in translate(error.kind.name, node, rules, error.kind.as_dict()):
            problems.add(mistake)
    problems.settle()


@cache
def _validator() -> jsonschema_rs.Draft7Validator:
    return jsonschema_rs.Draft7Validator(schema())


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
