"""The JSON Schema of a scenario file: the one truth about its structure, for the loader and for YAML editors."""

from __future__ import annotations

from functools import cache

from ksmlab.scenario.limits import MAX_COST_NS, MAX_NODE, MAX_PAGE_NUMBER, MAX_PAGES
from ksmlab.scenario.names import CLOCK_COSTS, feature_values, profile_names
from ksmlab.scenario.schema_contents import contents
from ksmlab.scenario.schema_parts import Schema, choice, flag, integer, listing, mapping, name, ref, text, u64
from ksmlab.scenario.schema_steps import steps


@cache
def schema() -> Schema:
    """The whole schema, draft-07; do not change what it gives."""
    top = mapping(
        "a scenario",
        "A machine, what runs on it, and what happens",
        {
            "ksmlab": {"const": 1, "description": "format version, 1", "errorMessage": "expected format version 1"},
            "title": text("One line that names the scenario"),
            "about": text("Markdown, shown to the learner"),
            "kernel": _kernel(),
            "seed": u64("for contents that are drawn at random", default=0),
            "ksm": {
                **ref("knobs"),
                "description": "/sys/kernel/mm/ksm at the start; the rest has the kernel's defaults",
            },
            "clock": _clock(),
            "processes": listing("What runs at the start, in this order", ref("process"), "processes"),
            "steps": ref("steps"),
        },
        ["ksmlab"],
    )
    definitions = {"region": _region(), "process": _process(), **contents(), **steps()}
    return {"$schema": "http://json-schema.org/draft-07/schema#", **top, "definitions": definitions}


def _region() -> Schema:
    return mapping(
        "a region",
        "Private anonymous memory of 4 KiB pages",
        {
            "name": name("its name, unlike those of the process's other regions"),
            "pages": integer("its size in pages of 4 KiB", 1, MAX_PAGES),
            "at": integer(
                "first page number in the address space; default: one page after the region mapped last in it",
                0,
                MAX_PAGE_NUMBER,
            ),
            "mergeable": flag("madvise(MADV_MERGEABLE) once it is filled", default=False),
            "node": integer("the NUMA node its pages are bound to", 0, MAX_NODE, default=0),
            "content": ref("content"),
        },
        ["name", "pages"],
    )


def _process() -> Schema:
    return mapping(
        "a process",
        "A process and the regions that it maps, in this order",
        {
            "name": name("its name, unlike those of the others that run"),
            "regions": listing("its memory", ref("region"), "regions"),
        },
        ["name"],
    )


def _kernel() -> Schema:
    words = ", ".join(profile_names())
    profile = {"type": "string", "enum": list(profile_names()), "errorMessage": f"expected one of {words}, in quotes"}
    features = {
        feature: choice("a feature of the kernel that the scenario changes", values)
        for feature, values in feature_values().items()
    }
    changed = mapping(
        "kernel",
        "A profile with some features changed",
        {"base": {**profile, "description": "the profile"}} | features,
        ["base"],
    )
    return {
        "description": "kernel profile, in quotes; the command line can override it",
        "default": "6.18",
        "type": ["string", "object"],
        "examples": ["6.18", {"base": "6.18", "zero_page_tracking": "none"}],
        "errorMessage": f'expected a kernel profile in quotes ({words}), or `{{base: "6.18", feature: value}}`',
        "if": {"type": "string"},
        "then": profile,
        "else": {"if": {"type": "object"}, "then": changed},
    }


def _clock() -> Schema:
    costs = {
        cost: integer(f"{words}, in nanoseconds of virtual time", 0, MAX_COST_NS) for cost, words in CLOCK_COSTS.items()
    }
    return mapping("clock", "What ksmd's work costs on the virtual clock; what is not named keeps its default", costs)
