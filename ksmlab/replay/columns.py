"""A row as a flat record, and which columns the records of a scenario have, known before anything is played."""

from __future__ import annotations

import json
from collections.abc import Iterable

from ksmlab.kernel.counters import process_fields, sysfs_counters
from ksmlab.kernel.features import Features
from ksmlab.ksm.recorder import COST_COLUMNS
from ksmlab.replay.rows import Row
from ksmlab.scenario import model

Value = int | str
Record = dict[str, Value]

WHERE = ("step", "batch", "action")


def process_names(scenario: model.Scenario) -> tuple[str, ...]:
    """Every process that the scenario ever has, in order of appearance."""
    names = [process.name for process in scenario.processes]
    _add_started(scenario.steps, names)
    return tuple(dict.fromkeys(names))


def _add_started(steps: Iterable[model.Step], names: list[str]) -> None:
    for step in steps:
        match step:
            case model.Start() if step.process:
                names.append(step.process.name)
            case model.Fork():
                names.append(step.child)
            case model.Repeat():
                _add_started(step.steps, names)


def counter_columns(scenario: model.Scenario, features: Features, costs: bool = False) -> tuple[str, ...]:
    """The numbers of a row by name: counters, "process.field" for every process, costs if asked for."""
    fields = process_fields(features)
    of_processes = [f"{name}.{field}" for name in process_names(scenario) for field in fields]
    return (*sysfs_counters(features), *of_processes, *(COST_COLUMNS if costs else ()))


def record(row: Row) -> Record:
    """A row without anything inside it; the errors as words, the frames as JSON."""
    flat: Record = {name: row[name] for name in WHERE}
    flat.update(row["counters"])
    for process, fields in row["processes"].items():
        flat.update((f"{process}.{field}", value) for field, value in fields.items())
    flat.update(row.get("costs", {}))
    if "errors" in row:
        flat["errors"] = "; ".join(refusal_words(refusal) for refusal in row["errors"])
    if "frames" in row:
        flat["frames"] = json.dumps(row["frames"], separators=(",", ":"))
    return flat


def refusal_words(refusal: dict[str, str]) -> str:
    """What a kernel refused, such as `write use_zero_pages: EINVAL`."""
    what = f"write {refusal['write']}" if "write" in refusal else refusal["call"]
    return f"{what}: {refusal['errno']}"
