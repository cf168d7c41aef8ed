"""Programs in and rows out over a virtual machine's second serial port.

A line from the host comes in pieces of at most PIECE bytes, each of which the guest answers with a `+`, since nothing
else holds the host back while the guest's small buffer is full. Both directions carry base64 of zlib of JSON: a byte on
an emulated port costs more than compressing ten.
"""

from __future__ import annotations

import base64
import json
import os
import termios
import tty
import zlib

from ksmlab.live.agent.types import Row

PIECE = 1024


def pack(value: object) -> bytes:
    """One line for anything that JSON can hold."""
    return base64.b64encode(zlib.compress(json.dumps(value, separators=(",", ":")).encode(), 6)) + b"\n"


def unpack(line: bytes) -> Row:
    """What `pack` packed."""
    value: Row = json.loads(zlib.decompress(base64.b64decode(line)))
    return value


class SerialPort:
    """The guest's end."""

    def __init__(self, path: str) -> None:
        self._port = os.open(path, os.O_RDWR | os.O_NOCTTY)
        tty.setraw(self._port, termios.TCSANOW)

    def send(self, value: object) -> None:
        """Write one line."""
        data = pack(value)
        while data:
            data = data[os.write(self._port, data) :]

    def receive(self) -> Row:
        """Wait for one line, answering its pieces."""
        line, owed = b"", 0
        while not line.endswith(b"\n"):
            more = os.read(self._port, PIECE)
            line += more
            owed += len(more)
            if owed >= PIECE:
                owed -= PIECE
                os.write(self._port, b"+")
        return unpack(line)
