"""Kernel profiles as plain records, for JSON and CSV."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ksmlab.kernel.counters import counters
from ksmlab.kernel.fact import Fact
from ksmlab.kernel.feature_facts import BACK_PORTS, differences, facts_of
from ksmlab.kernel.knobs import files, knobs
from ksmlab.kernel.profiles import PROFILES, Profile

Record = dict[str, Any]


def every_kernel() -> list[Record]:
    """One flat record a kernel: name, release, what was recorded, each feature, description."""
    return [_summary(kernel) for kernel in PROFILES.values()]


def _summary(kernel: Profile) -> Record:
    trace = asdict(kernel.trace) if kernel.trace else {"scenarios": 0, "rows": 0, "comparisons": False}
    recorded = {f"recorded_{name}": value for name, value in trace.items()}
    about = {"name": kernel.name, "release": kernel.release, "description": kernel.description}
    return about | recorded | asdict(kernel.features)


def one_kernel(kernel: Profile) -> Record:
    """Everything about one kernel: features with their facts, files, knobs, counters."""
    return {
        "name": kernel.name,
        "release": kernel.release,
        "description": kernel.description,
        "trace": asdict(kernel.trace) if kernel.trace else None,
        "features": [feature_record(kernel, fact) for fact in facts_of(kernel.features)],
        "files": list(files(kernel.features)),
        "knobs": [
            {"name": knob.name, "since": knob.since, "default": knob.default, "accepts": knob.accepts}
            for knob in knobs(kernel.features)
        ],
        "counters": [
            {
                "name": counter.name,
                "where": counter.where,
                "words": counter.words,
                "formula": counter.in_names(),
                "timing": counter.timing,
            }
            for where in ("sysfs", "process")
            for counter in counters(kernel.features, where)
        ],
    }


def feature_record(kernel: Profile, fact: Fact) -> Record:
    """A fact as it holds for this kernel; `back_port` names the stable branch when it came by one."""
    return asdict(fact) | {"back_port": BACK_PORTS.get((kernel.name, fact.feature), "")}


def changes(before: Profile, after: Profile) -> list[Record]:
    """One record for each feature in which the two differ; release, source and seen are the second's."""
    return [
        {
            "feature": new.feature,
            "before": old.value,
            "after": new.value,
            "words_before": old.words,
            "words_after": new.words,
            "release": new.release,
            "source": new.source,
            "seen": new.seen,
            "back_port_before": BACK_PORTS.get((before.name, new.feature), ""),
            "back_port_after": BACK_PORTS.get((after.name, new.feature), ""),
        }
        for old, new in differences(before.features, after.features)
    ]
