"""A scenario in a real virtual machine: KSMLAB_VMLINUZ names the kernel; without it this is skipped and says so."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ksmlab.live.nearest import nearest_profile
from ksmlab.live.verify import verify
from ksmlab.live.vm import virtual_machine
from ksmlab.scenario import load_scenario

VMLINUZ = os.environ.get("KSMLAB_VMLINUZ")


@pytest.mark.skipif(not VMLINUZ, reason="no other kernel was verified: KSMLAB_VMLINUZ names none")
def test_another_kernel_agrees_in_a_virtual_machine() -> None:
    scenarios = [load_scenario(name) for name in ("zero-pages", "fork", "numa", "comparisons-saved")]
    with virtual_machine(Path(str(VMLINUZ)), nodes=2, pages=10_000) as session:
        kernel = nearest_profile(session.machine.release)
        assert session.machine.nodes == 2
        for scenario in scenarios:
            pairs = list(verify(scenario, session, kernel, costs=session.machine.kprobes))
            assert [(pair.place(), pair.differences) for pair in pairs if not pair.agrees] == []
