"""The command line of the virtual machine."""

from __future__ import annotations

import platform
import shutil
from pathlib import Path

from ksmlab.errors import MachineRefuses

_QEMU = "qemu-system-x86_64"
_KERNEL_ARGUMENTS = "console=ttyS0 panic=-1 numa_balancing=disable transparent_hugepage=never"
_BASE_MIB = 512


def qemu() -> str:
    """The path of QEMU; MachineRefuses when it is not installed, or the guest could not run this Python."""
    if platform.machine() != "x86_64":
        raise MachineRefuses(f"--vm runs x86-64 kernels with this machine's Python, which is for {platform.machine()}")
    found = shutil.which(_QEMU)
    if found is None:
        raise MachineRefuses(f"there is no {_QEMU} here; install it, on Debian: apt install qemu-system-x86")
    return found


def command(vmlinuz: Path, initrd: Path, console: Path, accelerator: str, nodes: int, pages: int) -> list[str]:
    """QEMU with `nodes` NUMA nodes and room for `pages` pages of scenarios on each.

    stdin and stdout are the guest's second serial port, its console goes to a file. mem-merge=off: else the guest's
    memory would itself be mergeable and busy this machine's ksmd. One CPU: nothing waits in another CPU's LRU batch.
    """
    mib = _BASE_MIB + pages // 256
    memory = ["-m", f"{mib * nodes}M"]
    if nodes > 1:
        for node in range(nodes):
            memory += ["-object", f"memory-backend-ram,id=m{node},size={mib}M,merge=off"]
            memory += ["-numa", f"node,nodeid={node},memdev=m{node}" + (",cpus=0" if node == 0 else "")]
    return [
        qemu(),
        *("-machine", "pc,mem-merge=off", "-accel", accelerator, "-cpu", "max", "-smp", "1", *memory),
        *("-nodefaults", "-no-user-config", "-no-reboot", "-display", "none"),
        *("-chardev", f"file,id=console,path={console}", "-serial", "chardev:console", "-serial", "stdio"),
        *("-kernel", str(vmlinuz), "-initrd", str(initrd), "-append", _KERNEL_ARGUMENTS),
    ]
