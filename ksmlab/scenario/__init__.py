"""Scenarios: read with line numbers, checked, written.

from ksmlab.scenario import load_scenario
scenario = load_scenario("zero-pages")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ksmlab.scenario.loading import load_scenario, parse_scenario
    from ksmlab.scenario.model import Scenario, Step
    from ksmlab.scenario.problems import ScenarioErrors
    from ksmlab.scenario.writing import dump_scenario

__all__ = ["Scenario", "ScenarioErrors", "Step", "dump_scenario", "load_scenario", "parse_scenario"]

_HOMES = {
    "load_scenario": "loading",
    "parse_scenario": "loading",
    "Scenario": "model",
    "Step": "model",
    "ScenarioErrors": "problems",
    "dump_scenario": "writing",
}


def __getattr__(name: str) -> Any:
    """Import a public name from its module when it is first asked for: YAML and the validator are not free."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
