from __future__ import annotations

from typing import Any

import pytest

from ksmlab.live.differences import differences

ROW: dict[str, Any] = {
    "step": 1,
    "counters": {"pages_shared": 1, "pages_sharing": 3},
    "processes": {"vm1": {"ksm_rmap_items": 4}},
    "frames": {"vm1.ram": [0, 0, -2]},
    "costs": {"memcmp_pages": 5},
}


def changed(**sections: object) -> dict[str, Any]:
    return {**ROW, **sections}


@pytest.mark.parametrize(
    ("engine", "told"),
    [
        (changed(), []),
        (changed(counters={"pages_shared": 1, "pages_sharing": 2}), ["counters.pages_sharing: kernel 3, engine 2"]),
        (changed(counters={"pages_shared": 1}), ["counters.pages_sharing: kernel 3, engine nothing"]),
        (changed(processes={"vm1": {"ksm_rmap_items": 0}}), ["processes.vm1.ksm_rmap_items: kernel 4, engine 0"]),
        (changed(frames={"vm1.ram": [0, 1, -2]}), ["frames.vm1.ram[1]: kernel 0, engine 1"]),
        (changed(frames={"vm1.ram": [0, 0]}), ["frames.vm1.ram: kernel [0, 0, -2], engine [0, 0]"]),
        (changed(errors=[{"write": "run"}]), ["errors: kernel nothing, engine [{'write': 'run'}]"]),
        (changed(costs={"memcmp_pages": 6, "checksums": 1}), ["costs.memcmp_pages: kernel 5, engine 6"]),
        (changed(costs={"memcmp_pages": 5, "checksums": 1}), []),
        (None, ["row: kernel there, engine nothing"]),
    ],
)
def test_each_field_that_differs_is_told(engine: dict[str, Any] | None, told: list[str]) -> None:
    assert [str(difference) for difference in differences(ROW, engine)] == told


def test_costs_that_the_kernel_cannot_count_are_not_compared() -> None:
    kernel = {key: value for key, value in ROW.items() if key != "costs"}
    assert differences(kernel, ROW) == ()


def test_a_row_that_the_kernel_lacks_is_a_difference() -> None:
    assert [str(difference) for difference in differences(None, ROW)] == ["row: kernel nothing, engine there"]
