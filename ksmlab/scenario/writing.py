"""The inverse of loading: a Scenario as YAML that loads to an equal one, places aside."""

from __future__ import annotations

import re
from typing import Any

import yaml

from ksmlab.scenario.model import KernelChoice, Scenario
from ksmlab.scenario.schema_contents import KINDS
from ksmlab.scenario.writing_contents import process_to_mapping
from ksmlab.scenario.writing_steps import step_to_mapping

__all__ = ["dump_scenario", "scenario_to_mapping", "step_to_mapping"]

_WIDTH = 100
_LINE_ENDS = re.compile("[\r\x85\u2028\u2029]")  # ends of lines for YAML 1.1: only escaped do they stay what they are
_INLINE = (*KINDS, "min", "max", "full_scans", "pages")  # keys of mappings that stand in one line even alone


def dump_scenario(scenario: Scenario) -> str:
    """The scenario as a YAML file; loading it gives an equal Scenario but for `path` and places."""
    return yaml.dump(
        scenario_to_mapping(scenario), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH, indent=2
    )


def scenario_to_mapping(scenario: Scenario) -> dict[str, Any]:
    """The scenario as the mapping that its file is; what is empty is left out."""
    optional = {
        "about": scenario.about,
        "kernel": _kernel(scenario.kernel),
        "seed": scenario.seed,
        "ksm": dict(scenario.ksm),
        "clock": dict(scenario.clock.values),
        "processes": [process_to_mapping(process) for process in scenario.processes],
        "steps": [step_to_mapping(step) for step in scenario.steps],
    }
    return {"ksmlab": 1, "title": scenario.title} | {key: value for key, value in optional.items() if value}


def _kernel(kernel: KernelChoice) -> str | dict[str, Any]:
    return {"base": kernel.base, **kernel.changes} if kernel.changes else kernel.base


class _Dumper(yaml.SafeDumper):
    """Short mappings in one line, texts of several lines as blocks, no aliases: as people write these files."""

    def ignore_aliases(self, data: Any) -> bool:
        """Every value is written out."""
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Lists are indented below their key."""
        super().increase_indent(flow, False)

    def represent_mapping(self, tag: str, mapping: Any, flow_style: bool | None = None) -> yaml.MappingNode:
        """A mapping of plain values, in one line unless it is the file itself or says more than a few things."""
        plain = all(not isinstance(value, (dict, list)) and "\n" not in str(value) for value in mapping.values())
        short = sum(len(f"{key}: {value}, ") for key, value in mapping.items()) < _WIDTH
        inline = len(mapping) > 1 or any(key in _INLINE for key in mapping)
        return super().represent_mapping(
            tag, mapping, flow_style=plain and short and inline and "ksmlab" not in mapping
        )


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = '"' if _LINE_ENDS.search(text) else "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)
