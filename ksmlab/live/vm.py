"""Another kernel in a small virtual machine, which plays programs as this machine's kernel does."""

from __future__ import annotations

import select
import subprocess
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ksmlab.errors import MachineRefuses, UsageError
from ksmlab.live.agent.serial_port import PIECE, pack, unpack
from ksmlab.live.agent.syscalls import PAGE_SIZE, die_with_parent
from ksmlab.live.cpio import initial_ram_disk
from ksmlab.live.guest_files import guest_files
from ksmlab.live.qemu import command
from ksmlab.live.session import Machine, Row, Session

Program = dict[str, Any]

_LARGE_BYTES = 20_000  # a second or two over the serial line
# KVM may be there and yet not work, in a virtual machine for one: when it has said nothing for so many seconds,
# emulation starts too, and whichever comes up first is taken.
_ACCELERATORS = (("kvm", 3.0), ("tcg", 240.0))


@contextmanager
def virtual_machine(vmlinuz: Path, nodes: int, pages: int, programs: Iterable[Program] = ()) -> Iterator[Session]:
    """The kernel `vmlinuz` for as long as the context lasts, with KVM where it works, else emulated.

    nodes: NUMA nodes; pages: of 4 KiB that the scenarios need at most; programs: some that will be played, which saves
    large ones the way over the serial line. UsageError for a file that is no kernel, MachineRefuses when there is no
    QEMU or the kernel does not come up.
    """
    _check_kernel(vmlinuz)
    large = {_name(program): packed for program in programs if len(packed := pack(program)) > _LARGE_BYTES}
    guest = _boot(vmlinuz, nodes, pages, large)
    try:
        yield guest
    finally:
        guest.end()


def _name(program: Program) -> str:
    """A file's name for a program, whether costs are wanted or not."""
    return f"/programs/{sha256(pack({**program, 'costs': None})).hexdigest()}"


def _boot(vmlinuz: Path, nodes: int, pages: int, programs: dict[str, bytes]) -> Guest:
    """The first guest that comes up. Its files are needed, and there, only until then."""
    with TemporaryDirectory(prefix="ksmlab-vm-") as name:
        directory = Path(name)
        initrd = directory / "initrd"
        initrd.write_bytes(initial_ram_disk(guest_files() | programs))
        pages += sum(map(len, programs.values())) // PAGE_SIZE + 1
        started: list[Guest] = []
        try:
            for accelerator, head_start_s in _ACCELERATORS:
                line = command(vmlinuz, initrd, directory / accelerator, accelerator, nodes, pages)
                started.append(Guest(line, frozenset(programs)))
                if guest := _first_to_greet(started, head_start_s):
                    started.remove(guest)
                    return guest
            raise MachineRefuses(f"{vmlinuz} did not come up in QEMU; its console: {_tail(directory / 'tcg')}")
        finally:
            for guest in started:
                guest.end()


def _first_to_greet(guests: list[Guest], patience_s: float) -> Guest | None:
    """The guest that comes up first; None when none does in time."""
    deadline = time.monotonic() + patience_s
    waiting = list(guests)
    while waiting and (left_s := deadline - time.monotonic()) > 0:
        for guest in select.select(waiting, [], [], left_s)[0]:
            waiting.remove(guest)
            if guest.greeted():
                return guest
    return None


class Guest:
    """A QEMU with the agent in it; `machine` is known once it has greeted. `files`: the programs that it has."""

    machine: Machine

    def __init__(self, command_line: list[str], files: frozenset[str]) -> None:
        self._files = files
        self._process = subprocess.Popen(
            command_line,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            preexec_fn=die_with_parent,
            start_new_session=True,  # Ctrl-C in the terminal is for the command alone
        )

    def fileno(self) -> int:
        """What it says, for select."""
        assert self._process.stdout is not None
        return self._process.stdout.fileno()

    def greeted(self) -> bool:
        """Read its first line; False when it has ended instead."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if line:
            self.machine = Machine(**unpack(line)["machine"])
        return bool(line)

    def play(self, program: Program) -> Iterator[Row]:
        """All rows come at once, when the guest has played the program to its end."""
        name = _name(program)
        self._send(pack({"file": name, "costs": program["costs"]} if name in self._files else program))
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise MachineRefuses(f"{program['name']}: the virtual machine ended while it played it")
        answer = unpack(line)
        if "error" in answer:
            raise MachineRefuses(f"{program['name']}: the real kernel could not play it: {answer['error']}")
        yield from answer["rows"]

    def end(self) -> None:
        """There is nothing in it worth a shutdown."""
        self._process.kill()
        self._process.wait()

    def _send(self, data: bytes) -> None:
        """In pieces, each answered by a `+` but the last, whose answer is the rows."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None and stdout is not None
        for start in range(0, len(data), PIECE):
            piece = data[start : start + PIECE]
            stdin.write(piece)
            stdin.flush()
            if len(piece) == PIECE and stdout.read(1) != b"+":
                raise MachineRefuses("the virtual machine ended while it was told what to play")


def _check_kernel(vmlinuz: Path) -> None:
    try:
        with vmlinuz.open("rb") as file:
            head = file.read(0x206)
    except OSError as error:
        raise UsageError(f"{vmlinuz}: {error.strerror}; --vm wants a kernel image, such as /boot/vmlinuz-…") from None
    if head[0x202:0x206] != b"HdrS":
        raise UsageError(f"{vmlinuz} is no x86 kernel image (bzImage); Debian's are called vmlinuz-…")


def _tail(console: Path) -> str:
    lines = console.read_text(errors="replace").strip().splitlines() if console.exists() else []
    return " / ".join(line.strip() for line in lines[-3:]) or "nothing"
