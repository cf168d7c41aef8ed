"""The JSON Schema of steps."""

from __future__ import annotations

from ksmlab.scenario.limits import MAX_FULL_SCANS, MAX_REPEATS, MAX_WAKEUPS
from ksmlab.scenario.names import COSTS, FRAMES, YES_NO_FIELDS, counters, knobs, profile_names
from ksmlab.scenario.schema_parts import Schema, choice, flag, integer, listing, mapping, name, pages, ref, text

ADVICE = ("mergeable", "unmergeable", "dontneed")


def steps() -> dict[str, Schema]:
    """The definitions that have to do with steps: `step`, `steps`, `bound`, `expect`, `knobs`."""
    step = mapping(
        "a step",
        "One thing that happens, named by its one key",
        _kinds(),
        minProperties=1,
        maxProperties=1,
        expected="a mapping with one key, such as `scan: 9`",
    )
    return {
        "step": step,
        "steps": listing("What happens, in order", ref("step"), "steps"),
        "knobs": _knobs(),
        "bound": _bound(),
        "expect": _expect(),
    }


def _kinds() -> dict[str, Schema]:
    return (
        _ksmd_steps()
        | _process_steps()
        | {
            "repeat": mapping(
                "repeat",
                "These steps, N times",
                {"times": integer("how often", 1, MAX_REPEATS), "steps": ref("steps")},
                ["times", "steps"],
            ),
            "expect": ref("expect"),
            "note": text("Markdown shown to the learner at this point"),
        }
    )


def _ksmd_steps() -> dict[str, Schema]:
    scan = integer("N wake-ups of ksmd, or {full_scans: N}", 1, MAX_WAKEUPS, examples=[9, {"full_scans": 2}])
    scan |= {
        "title": "scan",
        "type": ["integer", "object"],
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
        "properties": {
            "full_scans": integer("wake-ups until full_scans has grown by N", 1, MAX_FULL_SCANS),
            "pages": integer("ksmd looks at N pages, and may stop within a wake-up", 1, MAX_WAKEUPS),
        },
        "errorMessage": f"expected a number of wake-ups from 1 to {MAX_WAKEUPS:,}, or `{{full_scans: N}}`",
    }
    return {
        "scan": scan,
        "set": {**ref("knobs"), "description": "writes to /sys/kernel/mm/ksm/<knob>, in order"},
        "run": choice("writes /sys/kernel/mm/ksm/run", (0, 1, 2)),
    }


def _process_steps() -> dict[str, Schema]:
    where = {"process": name("the process"), "region": name("its region"), "pages": pages("which pages; default all")}
    both = ["process", "region"]
    return {
        "write": mapping(
            "write", "The process writes these pages", where | {"content": ref("content")}, [*both, "content"]
        ),
        "read": mapping("read", "The process reads these pages", where, both),
        "madvise": mapping(
            "madvise",
            "The process gives advice about these pages",
            where | {"advice": choice("the advice", ADVICE)},
            [*both, "advice"],
        ),
        "prctl": mapping(
            "prctl",
            "PR_SET_MEMORY_MERGE",
            {"process": where["process"], "merge_any": flag("on or off", default=True)},
            ["process"],
        ),
        "map": mapping("map", "A new region", {"process": where["process"], "region": ref("region")}, both),
        "unmap": mapping("unmap", "munmap of these pages", where, both),
        "start": ref("process"),
        "fork": mapping(
            "fork",
            "The child has the parent's regions under the same names",
            {"process": name("the parent"), "child": name("the child's name")},
            ["process", "child"],
        ),
        "exit": name("The process that ends"),
    }


def _knobs() -> Schema:
    value = {
        "type": ["integer", "boolean", "string"],
        "errorMessage": "expected a whole number, true or false, or text in quotes",
    }
    properties = {knob: {**value, "description": description} for knob, description in knobs().items()}
    properties["advisor_mode"]["examples"] = ["none", "scan-time"]
    return mapping("ksm", "Files of /sys/kernel/mm/ksm and what is written to them", properties)


def _bound() -> Schema:
    limit = {"type": "integer", "errorMessage": "expected a whole number"}
    return {
        "title": "an expectation",
        "type": ["integer", "string", "boolean", "object"],
        "minProperties": 1,
        "properties": {"min": {**limit, "description": "at least"}, "max": {**limit, "description": "at most"}},
        "additionalProperties": False,
        "examples": [0, {"min": 1, "max": 9}, "yes"],
        "errorMessage": "expected a number, or `{min: A, max: B}`, or yes or no in quotes",
    }


def _expect() -> Schema:
    described = counters("sysfs") | COSTS | knobs()
    kernel = {
        "description": "Only under these kernel profiles; what differs between kernels takes an `expect` for each",
        "type": ["string", "array"],
        "items": {"enum": list(profile_names())},
        "minItems": 1,
        "examples": ["6.1", ["6.1", "v3"]],
        "errorMessage": "expected a kernel profile in quotes, or a list of them",
        "if": {"type": "string"},
        "then": {"enum": list(profile_names())},
    }
    fields = "|".join([*counters("process"), FRAMES])
    return mapping(
        "expect",
        f'Checked when replayed: counters, knobs, and "process.field" with a field of ksm_stat '
        f"({' and '.join(YES_NO_FIELDS)} are yes or no) or with `{FRAMES}`, the different frames that it maps",
        {"kernel": kernel} | {key: {**ref("bound"), "description": words} for key, words in described.items()},
        patternProperties={rf"^[A-Za-z0-9_-]+\.({fields})$": ref("bound")},
        minProperties=1,
        expected='`kernel`, counters, knobs or "process.field"',
        examples=[
            {"pages_sharing": {"min": 1, "max": 9}, "vm1.ksm_zero_pages": 4},
            {"kernel": ["6.1", "v3"], "pages_shared": 2},
        ],
    )
