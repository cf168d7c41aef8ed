"""The format of initial RAM disks (cpio newc), as far as one needs it: directories and files."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from pathlib import PurePosixPath

_DIRECTORY, _FILE = 0o040755, 0o100755


def initial_ram_disk(files: Mapping[str, bytes]) -> bytes:
    """A gzipped archive of `files` (absolute path -> contents), all executable, with the directories they need."""
    directories = sorted({str(parent) for path in files for parent in PurePosixPath(path).parents} - {"/"})
    entries = [(path, _DIRECTORY, b"") for path in directories]
    entries += [(path, _FILE, data) for path, data in sorted(files.items())]
    archive = b"".join(_entry(number, *entry) for number, entry in enumerate(entries, 1))
    return gzip.compress(archive + _entry(0, "/TRAILER!!!", 0, b""), compresslevel=1, mtime=0)


def _entry(number: int, path: str, mode: int, data: bytes) -> bytes:
    """Thirteen numbers of eight hex digits, the name, the data; name and data end at multiples of four."""
    name = path.lstrip("/").encode() + b"\0"
    fields = (number, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(name), 0)
    head = b"070701" + b"".join(b"%08x" % field for field in fields) + name
    return _padded(head) + _padded(data)


def _padded(data: bytes) -> bytes:
    return data + b"\0" * (-len(data) % 4)
