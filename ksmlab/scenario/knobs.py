"""Knob values as a file has them."""

from __future__ import annotations

from ksmlab.scenario.model import KnobValue
from ksmlab.scenario.nodes import Node


def knob_values(node: Node) -> dict[str, KnobValue]:
    """What is written to each knob, in order; true and false are 1 and 0, as the kernel reads them."""
    return {name: _value(value) for name, value in node.pairs.items()}


def _value(node: Node) -> KnobValue:
    return str(node.data) if isinstance(node.data, str) else int(node.data)
