"""The first process of a virtual machine: mounts what is needed and plays what comes over the serial line."""

from __future__ import annotations

import ctypes
import os
import sys
import traceback

from ksmlab.live.agent.frames import Frames
from ksmlab.live.agent.ksmd import Ksmd
from ksmlab.live.agent.play import Play, machine
from ksmlab.live.agent.serial_port import SerialPort, unpack

PORT = "/dev/ttyS1"
_MOUNTS = (("proc", "/proc"), ("sysfs", "/sys"), ("devtmpfs", "/dev"))
_POWER_OFF = 0x4321FEDC


def main() -> None:
    """Greets with what machine this is, then answers every program with its rows, or with what went wrong."""
    libc = ctypes.CDLL(None, use_errno=True)
    for kind, where in _MOUNTS:
        os.makedirs(where, exist_ok=True)
        libc.mount(kind.encode(), where.encode(), kind.encode(), ctypes.c_ulong(0), None)
    try:
        port = SerialPort(PORT)
        ksmd, frames = Ksmd(), Frames()
        port.send({"machine": machine()})
        while True:
            port.send(_play(port, ksmd, frames))
    except BaseException:
        traceback.print_exc(file=sys.stderr)  # the kernel's console, which the host keeps for such a day
    os.sync()
    libc.reboot(_POWER_OFF)


def _play(port: SerialPort, ksmd: Ksmd, frames: Frames) -> dict[str, object]:
    program = port.receive()
    if "file" in program:  # a large one, which came with the initial RAM disk
        with open(program["file"], "rb") as file:
            program = {**unpack(file.read()), "costs": program["costs"]}
    try:
        return {"rows": list(Play(program, ksmd, frames).rows())}
    except Exception as failure:
        return {"error": f"{type(failure).__name__}: {failure}"}
