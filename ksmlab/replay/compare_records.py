"""A comparison as records for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from ksmlab.replay.compare import Comparison
from ksmlab.replay.lockstep import differs

Record = dict[str, Any]


def objects(comparison: Comparison, names: Sequence[str]) -> Iterator[Record]:
    """For JSON lines: an object a moment, with the kernels' numbers and which differ; then one for each explanation."""
    for moment in comparison.moments:
        numbers = zip(comparison.kernels, moment.numbers, strict=True)
        yield {
            "step": moment.step,
            "batch": moment.batch,
            "what": moment.words,
            "kernels": {kernel: {name: own[name] for name in names if name in own} for kernel, own in numbers},
            "differing": [name for name in names if differs(name, moment.values(name))],
        }
    for one, other, explanation in comparison.explanations:
        found = asdict(explanation)
        values = {one: found.pop("a"), other: found.pop("b")}
        yield {"kernels": [one, other], "explanation": found | {"values": values}}


def flat(comparison: Comparison, names: Sequence[str]) -> Iterator[Record]:
    """For CSV: a record for each moment and number, with a column a kernel, empty where it has no such file."""
    for moment in comparison.moments:
        for name in names:
            values = moment.values(name)
            where = {"step": moment.step, "batch": moment.batch, "what": moment.words, "counter": name}
            yield where | dict(zip(comparison.kernels, values, strict=True)) | {"differs": int(differs(name, values))}
