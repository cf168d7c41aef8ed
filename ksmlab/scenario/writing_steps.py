"""Steps as the mappings with one key that a scenario file has."""

from __future__ import annotations

from typing import Any

from ksmlab.scenario import model
from ksmlab.scenario.writing_contents import contents_to_value, process_to_mapping, region_to_mapping

Mapping = dict[str, Any]


def step_to_mapping(step: model.Step) -> Mapping:
    """A step as it stands in a file, such as {"scan": 9}; TypeError for what is no step."""
    match step:
        case model.Scan():
            return {"scan": _scan(step)}
        case model.SetKnobs():
            return {"set": dict(step.values)}
        case model.Run():
            return {"run": step.value}
        case model.Repeat():
            return {"repeat": {"times": step.times, "steps": [step_to_mapping(inner) for inner in step.steps]}}
        case model.Expect():
            return {"expect": _expect(step)}
        case model.Note():
            return {"note": step.text}
    return _of_process(step)


def _scan(step: model.Scan) -> Any:
    if step.wakeups is not None:
        return step.wakeups
    return {"pages": step.pages} if step.full_scans is None else {"full_scans": step.full_scans}


def _of_process(step: model.Step) -> Mapping:
    match step:
        case model.Write():
            return {"write": _where(step) | {"content": contents_to_value(step.contents)}}
        case model.Read():
            return {"read": _where(step)}
        case model.Madvise():
            return {"madvise": _where(step) | {"advice": step.advice}}
        case model.Unmap():
            return {"unmap": _where(step)}
        case model.Prctl():
            return {"prctl": {"process": step.process, "merge_any": step.merge_any}}
        case model.Map() if step.region:
            return {"map": {"process": step.process, "region": region_to_mapping(step.region)}}
        case model.Start() if step.process:
            return {"start": process_to_mapping(step.process)}
        case model.Fork():
            return {"fork": {"process": step.process, "child": step.child}}
        case model.Exit():
            return {"exit": step.process}
    raise TypeError(f"no step of a scenario: {step!r}")


def _where(step: model.Write | model.Read | model.Madvise | model.Unmap) -> Mapping:
    ranges = step.pages.ranges
    single = len(ranges) == 1 and ranges[0][0] == ranges[0][1]
    return {"process": step.process, "region": step.region, "pages": ranges[0][0] if single else str(step.pages)}


def _expect(step: model.Expect) -> Mapping:
    written: Mapping = {}
    if step.kernels:
        written["kernel"] = step.kernels[0] if len(step.kernels) == 1 else list(step.kernels)
    for bound in step.bounds:
        limits = {"min": bound.minimum, "max": bound.maximum}
        given = {name: limit for name, limit in limits.items() if limit is not None}
        written[bound.name] = given if bound.equal is None else bound.equal
    return written
