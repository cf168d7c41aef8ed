"""What a virtual machine is made of, as far as it can be tried without one."""

from __future__ import annotations

import gzip
import os
import sys
import threading
import tty
from pathlib import Path

import pytest

from ksmlab.errors import MachineRefuses, UsageError
from ksmlab.live import qemu
from ksmlab.live.agent.serial_port import PIECE, SerialPort, pack, unpack
from ksmlab.live.cpio import initial_ram_disk
from ksmlab.live.guest_files import guest_files
from ksmlab.live.vm import virtual_machine


def entries(archive: bytes) -> dict[str, tuple[int, bytes]]:
    """name -> (mode, contents) of a cpio archive, read by the format's description."""
    found: dict[str, tuple[int, bytes]] = {}
    at = 0
    while True:
        assert archive[at : at + 6] == b"070701" and at % 4 == 0
        fields = [int(archive[at + 6 + 8 * n : at + 14 + 8 * n], 16) for n in range(13)]
        name = archive[at + 110 : at + 110 + fields[11] - 1].decode()
        data = (at + 110 + fields[11] + 3) // 4 * 4
        if name == "TRAILER!!!":
            return found
        found[name] = (fields[1], archive[data : data + fields[6]])
        at = (data + fields[6] + 3) // 4 * 4


def test_the_initial_ram_disk_holds_the_files_and_the_directories_above_them() -> None:
    disk = initial_ram_disk({"/init": b"#!x\n", "/usr/lib/x.so": b"12345"})
    assert entries(gzip.decompress(disk)) == {
        "usr": (0o040755, b""),
        "usr/lib": (0o040755, b""),
        "init": (0o100755, b"#!x\n"),
        "usr/lib/x.so": (0o100755, b"12345"),
    }


@pytest.mark.skipif(sys.platform != "linux", reason="the guest gets this machine's Linux Python")
def test_the_guest_gets_a_python_that_runs_the_agent(tmp_path: Path) -> None:
    files = guest_files()
    python = os.path.realpath(sys.executable)
    assert files["/init"].startswith(f"#!{python} -IS\n".encode())
    assert python in files and any("/ld-" in path for path in files), "the interpreter and its loader"
    assert "/ksmlab/live/agent/guest.pyc" in files
    assert not any("numpy" in path or "site-packages" in path for path in files), "the standard library is enough"
    assert sum(map(len, files.values())) < 100 << 20


def test_a_value_goes_over_the_line_as_one_line() -> None:
    packed = pack({"rows": [{"step": 1}] * 1000})
    assert packed.count(b"\n") == 1 and packed.endswith(b"\n") and len(packed) < 500
    assert unpack(packed) == {"rows": [{"step": 1}] * 1000}


def test_a_long_line_comes_in_pieces_that_are_answered() -> None:
    host, guest = os.openpty()
    tty.setraw(host)
    value = {"name": "x", "contents": [os.urandom(48).hex() for _ in range(60)]}
    received: list[object] = []
    thread = threading.Thread(target=lambda: received.append(SerialPort(os.ttyname(guest)).receive()))
    tty.setraw(guest)
    thread.start()
    data = pack(value)
    assert len(data) > 2 * PIECE
    for start in range(0, len(data), PIECE):
        os.write(host, data[start : start + PIECE])
        if len(data[start : start + PIECE]) == PIECE:
            assert os.read(host, 1) == b"+"
    thread.join(10)
    assert received == [value]


def test_the_guests_memory_is_not_itself_mergeable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(qemu, "qemu", lambda: "qemu")
    line = qemu.command(Path("vmlinuz"), Path("initrd"), Path("console"), "tcg", nodes=1, pages=256)
    assert line[line.index("-machine") + 1].endswith("mem-merge=off")
    assert line[line.index("-m") + 1] == "513M"
    assert "-numa" not in line


def test_each_memory_node_has_its_own_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(qemu, "qemu", lambda: "qemu")
    line = qemu.command(Path("vmlinuz"), Path("initrd"), Path("console"), "tcg", nodes=2, pages=0)
    assert line.count("-numa") == 2
    assert "memory-backend-ram,id=m1,size=512M,merge=off" in line
    assert line[line.index("-m") + 1] == "1024M"


def test_without_qemu_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(MachineRefuses, match="qemu-system-x86"):
        qemu.qemu()


@pytest.mark.parametrize("contents", [None, b"", b"not a kernel" * 100])
def test_what_is_no_kernel_is_refused_before_anything_starts(tmp_path: Path, contents: bytes | None) -> None:
    path = tmp_path / "vmlinuz"
    if contents is not None:
        path.write_bytes(contents)
    with pytest.raises(UsageError, match="vmlinuz"), virtual_machine(path, 1, 0):
        pass
