"""`expect` steps: what is looked at, and what it should be."""

from __future__ import annotations

from typing import Any

from ksmlab.errors import ScenarioError
from ksmlab.scenario.model import Bound, Expect
from ksmlab.scenario.names import YES_NO_FIELDS
from ksmlab.scenario.nodes import Node
from ksmlab.scenario.static_machine import StaticMachine

_TEXT_KNOBS = ("advisor_mode",)


def expect_step(node: Node, machine: StaticMachine, about: dict[str, Any]) -> Expect:
    """The step; raises ScenarioError for a process that does not run and for bounds that nothing can meet."""
    bounds = tuple(_bound(name, node, machine) for name in node.pairs if name != "kernel")
    kernel = node.data.get("kernel", [])
    return Expect(bounds=bounds, kernels=(kernel,) if isinstance(kernel, str) else tuple(kernel), **about)


def _bound(name: str, node: Node, machine: StaticMachine) -> Bound:
    value, place = node.pairs[name], node.keys[name]
    process, _, field = name.rpartition(".")
    if process:
        machine.process(process, place)
    if value.kind == "mapping":
        low, high = value.data.get("min"), value.data.get("max")
        if low is not None and high is not None and low > high:
            raise ScenarioError(f"nothing is at least {low} and at most {high}", value.place, "min not above max")
        return Bound(name, minimum=low, maximum=high, place=place)
    return Bound(name, equal=_equal(field, value), place=place)


def _equal(field: str, value: Node) -> int | str:
    """The value that is expected; `yes` and `no` without quotes are YAML's true and false."""
    if field in YES_NO_FIELDS:
        if isinstance(value.data, bool):
            return "yes" if value.data else "no"
        if value.data not in ("yes", "no"):
            raise ScenarioError(f"`{field}` is yes or no", value.place, '"yes" or "no"')
        return str(value.data)
    if isinstance(value.data, str) and field not in _TEXT_KNOBS:
        raise ScenarioError(f"`{field}` is a number", value.place, "a number, or `{min: A, max: B}`")
    return value.data if isinstance(value.data, str) else int(value.data)
