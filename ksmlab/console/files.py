"""The files that the console can see: /sys/kernel/mm/ksm and /proc/NAME of each living process."""

from __future__ import annotations

from fnmatch import fnmatchcase
from posixpath import join, normpath

from ksmlab.errors import KernelErrno, nearest
from ksmlab.kernel.knobs import DIRECTORY, KNOBS, check_exists, files
from ksmlab.lab import Lab

PROC_FILES = ("ksm_merging_pages", "ksm_stat")
_WITH_COLON = ("ksm_merge_any", "ksm_mergeable")


class Files:
    """Paths of one lab. Paths given to the methods are absolute and normal (see `absolute`)."""

    def __init__(self, lab: Lab) -> None:
        self._lab = lab

    def entries(self, path: str) -> tuple[str, ...] | None:
        """The names in a directory, sorted; None if it is none."""
        if path == DIRECTORY:
            return files(self._lab.features)
        if path == "/proc":
            return tuple(sorted(self._lab.processes()))
        if path.startswith("/proc/") and path.removeprefix("/proc/") in self._lab.processes():
            return PROC_FILES
        parts = DIRECTORY.split("/")
        for place in range(1, len(parts)):
            if path == ("/".join(parts[:place]) or "/"):
                return ("proc", "sys") if place == 1 else (parts[place],)
        return None

    def is_file(self, path: str) -> bool:
        """The path names a file."""
        above, _, name = path.rpartition("/")
        return name in (self.entries(above or "/") or ()) and self.entries(path) is None

    def read(self, path: str) -> str:
        """What `cat` shows, without the last newline; path must be a file."""
        above, _, name = path.rpartition("/")
        if above == DIRECTORY:
            return self._lab.read_file(name)
        fields = self._lab.processes()[above.removeprefix("/proc/")]
        if name == "ksm_merging_pages":
            return str(fields["ksm_merging_pages"])
        return "\n".join(
            f"{field}{':' if field in _WITH_COLON else ''} {value}"
            for field, value in fields.items()
            if field != "ksm_merging_pages" or self._lab.features.process_profit_file
        )

    def writable(self, path: str) -> bool:
        """The path names a knob."""
        above, _, name = path.rpartition("/")
        return above == DIRECTORY and name in KNOBS and self.is_file(path)

    def expand(self, pattern: str, cwd: str) -> list[str]:
        """The words that a glob stands for, written as it is; the pattern itself when it matches nothing."""
        if not any(sign in pattern for sign in "*?["):
            return [pattern]
        found = [""]
        path = absolute(pattern, cwd)
        for part in path.strip("/").split("/"):
            found = [
                f"{above}/{name}"
                for above in found
                for name in self.entries(above or "/") or ()
                if fnmatchcase(name, part)
            ]
        if not found:
            return [pattern]
        prefix = "" if pattern.startswith("/") else f"{cwd.rstrip('/')}/"
        return [name.removeprefix(prefix) for name in found]

    def missing(self, path: str) -> str:
        """Why there is no such file on this kernel, with the nearest name; "" where nothing is known."""
        above, _, name = path.rpartition("/")
        if above == DIRECTORY:
            try:
                check_exists(name, self._lab.features)
            except KernelErrno as refusal:
                return str(refusal).partition(": ")[2]
            return ""

        alike = nearest(name, self.entries(above or "/") or ())
        return f"did you mean {join(above, alike)}?" if alike else ""


def absolute(path: str, cwd: str) -> str:
    """An absolute, normal path."""
    return "/" + normpath(join(cwd, path)).lstrip("/")
