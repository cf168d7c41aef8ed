from __future__ import annotations

import pytest

from ksmlab.errors import MachineRefuses
from ksmlab.live import permission
from ksmlab.live.users import ksm_users
from tests.live.conftest import FakeMachine

IDLE = "ksm_rmap_items 0\nksm_zero_pages 0\nksm_merging_pages 0\nksm_process_profit 0\n"
FLAGS = "ksm_merge_any: no\nksm_mergeable: {}\n"
BUSY = IDLE.replace("items 0", "items 512")


def refusal(*arguments: object, **keywords: object) -> str:
    with pytest.raises(MachineRefuses) as refused:
        permission.check(*arguments, **keywords)  # type: ignore[arg-type]
    message = str(refused.value)
    assert "\n" not in message, "one line"
    assert refused.value.exit_status == 3
    return message


def test_an_unused_ksm_may_be_stepped_by_root(fake_machine: FakeMachine) -> None:
    permission.check(fake_machine({1: ("init", IDLE + FLAGS.format("no"), "")}), user=0)


def test_without_ksm_a_virtual_machine_would_help(fake_machine: FakeMachine) -> None:
    message = refusal(fake_machine(ksm=False), user=0)
    assert "no KSM" in message and "--vm" in message


def test_without_root_sudo_would_help(fake_machine: FakeMachine) -> None:
    message = refusal(fake_machine(), user=1000)
    assert "needs root" in message and "sudo" in message and "--vm" in message


def test_users_of_ksm_are_named(fake_machine: FakeMachine) -> None:
    root = fake_machine({7: ("qemu", BUSY + FLAGS.format("yes"), ""), 8: ("sh", IDLE + FLAGS.format("no"), "")})
    assert "qemu (pid 7, 512 rmap_items)" in refusal(root, user=0)


def test_only_the_first_of_many_users_are_named(fake_machine: FakeMachine) -> None:
    root = fake_machine({pid: ("vm", BUSY.replace("512", str(pid)), "") for pid in range(100, 109)})
    message = refusal(root, user=0)
    assert "pid 108" in message and "pid 104" in message and "pid 103" not in message
    assert "and 4 more" in message


@pytest.mark.parametrize("mergeable", ["yes", "no"])
def test_a_process_that_ksmd_has_not_scanned_yet_is_a_user_too(fake_machine: FakeMachine, mergeable: str) -> None:
    root = fake_machine({7: ("qemu", IDLE + FLAGS.format(mergeable), "VmFlags: rd mg\n")})
    assert [user.pid for user in ksm_users(root / "proc")] == ([7] if mergeable == "yes" else [])


@pytest.mark.parametrize(("flags", "found"), [("rd wr mr mg sd", [7]), ("rd wr mr sd", []), ("rd mgx", [])])
def test_before_6_14_the_mappings_tell(fake_machine: FakeMachine, flags: str, found: list[int]) -> None:
    root = fake_machine({7: ("qemu", IDLE, f"7f00-7f10 rw-p\nSize: 4 kB\nVmFlags: {flags}\n")})
    assert [user.pid for user in ksm_users(root / "proc")] == found


def test_scenarios_may_take_half_of_the_free_memory(fake_machine: FakeMachine) -> None:
    root = fake_machine()  # 4,000 kB are free
    permission.check_memory(500, root)
    with pytest.raises(MachineRefuses, match="MiB"):
        permission.check_memory(501, root)
