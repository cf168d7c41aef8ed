"""What the facts call `not seen in rows` is not to be seen in them."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from ksmlab.kernel.feature_facts import differences
from ksmlab.kernel.profiles import PROFILES, Profile
from tests.conftest import Traces

FAMILIES = ("base", "fork", "smart", "chains", "prctl", "functional")
UNSEEN = [
    (one, other)
    for one, other in combinations(PROFILES.values(), 2)
    if all("not seen in rows" in (old.seen, new.seen) for old, new in differences(one.features, other.features))
]
FORK_ONLY = (PROFILES["6.16"], PROFILES["6.19"])  # they differ in fork_inherits_counters and in what is not seen


def rows(path: Path) -> list[dict[str, Any]]:
    """A trace without its costs, which a kernel without kprobes lacks."""
    lines = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [{key: value for key, value in row.items() if key != "costs"} for row in lines]


def differing(directory: Path, one: Profile, other: Profile) -> tuple[int, set[str]]:
    """How many scenarios both were recorded with, and those whose rows differ."""
    common = {
        path.stem: (directory / f"{path.stem}.{one.name}.jsonl", directory / f"{path.stem}.{other.name}.jsonl")
        for path in directory.glob("*.yaml")
    }
    common = {name: paths for name, paths in common.items() if all(path.exists() for path in paths)}
    return len(common), {name for name, (left, right) in common.items() if rows(left) != rows(right)}


def test_there_are_such_kernels() -> None:
    assert [(one.name, other.name) for one, other in UNSEEN] == [("6.18", "6.19")]


@pytest.mark.parametrize(("one", "other"), UNSEEN, ids=lambda kernel: kernel.name)
def test_kernels_that_differ_in_nothing_seen_gave_the_same_rows(traces: Traces, one: Profile, other: Profile) -> None:
    count, different = differing(traces([one.name, other.name], FAMILIES), one, other)
    assert count > 50
    assert not different


def test_without_a_fork_6_16_gave_the_rows_of_6_19(traces: Traces) -> None:
    one, other = FORK_ONLY
    seen = {new.feature for _, new in differences(one.features, other.features) if new.seen == "in recorded rows"}
    assert seen == {"fork_inherits_counters"}
    directory = traces([one.name, other.name], FAMILIES)
    count, different = differing(directory, one, other)
    assert count > 50
    assert different
    assert all("- fork:" in (directory / f"{name}.yaml").read_text(encoding="utf-8") for name in different)
