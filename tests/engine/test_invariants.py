"""Random scenarios of all steps on every kernel: what must always hold, holds after every step."""

from __future__ import annotations

import pytest
from hypothesis import given

from ksmlab.replay.rows import Replay
from ksmlab.scenario.model import Scenario
from tests.strategies import KERNELS, scenarios


@pytest.mark.parametrize("kernel", KERNELS)
@given(scenario=scenarios())
def test_every_invariant_holds_after_every_step(kernel: str, scenario: Scenario) -> None:
    for row in Replay(scenario, kernel, check=True):
        counters = row["counters"]
        assert min(value for name, value in counters.items() if name not in ("general_profit", "ksm_zero_pages")) >= 0
