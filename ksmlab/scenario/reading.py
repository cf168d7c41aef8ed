"""From a path to text: all that can be wrong with a file before anything in it is looked at."""

from __future__ import annotations

from pathlib import Path

from ksmlab.errors import Place, ScenarioError
from ksmlab.scenario.limits import MAX_FILE_BYTES
from ksmlab.scenario.problems import did_you_mean

_OTHER_ENCODINGS = {  # by their byte order marks, longest first
    b"\xff\xfe\x00\x00": "UTF-32",
    b"\x00\x00\xfe\xff": "UTF-32",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}


def read_text(path: Path) -> str:
    """The text of a scenario file, without a byte order mark; raises ScenarioError for what is no UTF-8 text file."""
    file = str(path)
    try:
        if path.is_dir():
            raise ScenarioError("this is a directory", Place(file, 1, 1), "a scenario file", "name one file in it")
        with path.open("rb") as stream:
            data = stream.read(MAX_FILE_BYTES + 1)
    except FileNotFoundError:
        raise ScenarioError(f"there is no file {file}", None, "a scenario file", _neighbour(path)) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise ScenarioError(f"{file} cannot be read: {reason}", None, "a scenario file") from None
    if len(data) > MAX_FILE_BYTES:
        raise ScenarioError(f"the file is larger than {MAX_FILE_BYTES >> 20} MiB", Place(file, 1, 1), "a scenario")
    return decode(data, file)


def _neighbour(path: Path) -> str:
    try:
        return did_you_mean(path.name, [other.name for other in path.parent.iterdir() if other.is_file()], 0.8)
    except OSError:
        return ""


def decode(data: bytes, file: str) -> str:
    """`data` as UTF-8 text; raises ScenarioError with the place of the first byte that is not."""
    for mark, name in _OTHER_ENCODINGS.items():
        if data.startswith(mark):
            raise ScenarioError(f"the file is {name}", Place(file, 1, 1), "UTF-8", "save it as UTF-8")
    if b"\0" in data:
        before = data[: data.index(b"\0")]
        raise ScenarioError("this is a binary file: it has a zero byte", _place(before, file), "YAML text in UTF-8")
    try:
        return data.removeprefix(b"\xef\xbb\xbf").decode()
    except UnicodeDecodeError as error:
        before = data.removeprefix(b"\xef\xbb\xbf")[: error.start]
        bad = error.object[error.start]
        raise ScenarioError(
            f"the byte 0x{bad:02x} is not UTF-8", _place(before, file), "UTF-8 text", "save the file as UTF-8"
        ) from None


def _place(before: bytes, file: str) -> Place:
    last_line = before[before.rfind(b"\n") + 1 :].decode(errors="replace")
    return Place(file, before.count(b"\n") + 1, len(last_line) + 1)
