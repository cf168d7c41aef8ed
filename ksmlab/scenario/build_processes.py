"""Processes and regions: from YAML nodes to the model, and onto the static machine."""

from __future__ import annotations

from ksmlab.scenario.contents import region_contents
from ksmlab.scenario.model import ProcessSpec, RegionSpec
from ksmlab.scenario.nodes import Node
from ksmlab.scenario.problems import Problems
from ksmlab.scenario.static_machine import StaticMachine, StaticProcess


def process_spec(node: Node, machine: StaticMachine, problems: Problems) -> ProcessSpec:
    """A process that starts with its regions; raises ScenarioError when its name is taken."""
    name = node.pairs["name"]
    process = machine.start(name.raw, name.place)
    regions: list[RegionSpec] = []
    for region in node.pairs["regions"].items if "regions" in node.pairs else []:
        with problems.collect():
            regions.append(region_spec(region, process, machine))
    return ProcessSpec(name.raw, tuple(regions), node.place)


def region_spec(node: Node, process: StaticProcess, machine: StaticMachine) -> RegionSpec:
    """A region that the process maps; raises ScenarioError when it has no place or its contents do not fit."""
    data = node.data
    name, pages = node.pairs["name"].raw, int(data["pages"])
    at = int(data["at"]) if "at" in data else None
    spec = RegionSpec(name, pages, (), at, data.get("mergeable", False), int(data.get("node", 0)), node.place)
    machine.map(process, spec, node.pairs["at" if "at" in data else "name"].place)
    contents = region_contents(node.pairs.get("content"), pages, name)
    return RegionSpec(name, pages, contents, at, spec.mergeable, spec.node, node.place)
