"""What can be wrong with a file before anything in it is looked at."""

from __future__ import annotations

from pathlib import Path

import pytest

from ksmlab.errors import ScenarioError
from ksmlab.scenario import load_scenario
from ksmlab.scenario.limits import MAX_FILE_BYTES

TEXT = "ksmlab: 1\ntitle: Größe\n"


def loaded_title(path: Path, data: bytes) -> str:
    path.write_bytes(data)
    return load_scenario(str(path)).title


def message(path: Path) -> str:
    with pytest.raises(ScenarioError) as caught:
        load_scenario(str(path))
    return str(caught.value).replace(str(path.parent), "DIR")


def test_utf8_with_and_without_a_byte_order_mark(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    assert loaded_title(file, TEXT.encode()) == "Größe"
    assert loaded_title(file, TEXT.encode("utf-8-sig")) == "Größe"


def test_line_ends_of_every_system(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    assert loaded_title(file, TEXT.replace("\n", "\r\n").encode()) == "Größe"
    assert loaded_title(file, TEXT.replace("\n", "\r").encode()) == "Größe"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (TEXT.encode("utf-16"), "1:1: the file is UTF-16; expected UTF-8; save it as UTF-8"),
        (TEXT.encode("utf-32"), "1:1: the file is UTF-32; expected UTF-8; save it as UTF-8"),
        (TEXT.encode("latin-1"), "2:10: the byte 0xf6 is not UTF-8; expected UTF-8 text; save the file as UTF-8"),
        (b"\x7fELF\x02\x01\x01\x00\x00", "1:8: this is a binary file: it has a zero byte; expected YAML text in UTF-8"),
        (b"# " + b"x" * MAX_FILE_BYTES, "1:1: the file is larger than 8 MiB; expected a scenario"),
        (b"", "1:1: the file is empty; expected a scenario, beginning with `ksmlab: 1`"),
    ],
)
def test_a_file_that_is_no_utf8_text(tmp_path: Path, data: bytes, told: str) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(data)
    assert message(file) == f"DIR/a.yaml:{told}"


def test_a_directory(tmp_path: Path) -> None:
    folder = tmp_path / "a.yaml"
    folder.mkdir()
    assert message(folder) == "DIR/a.yaml:1:1: this is a directory; expected a scenario file; name one file in it"


def test_a_missing_file_and_its_nearest_neighbour(tmp_path: Path) -> None:
    assert message(tmp_path / "zero.yaml") == "there is no file DIR/zero.yaml; expected a scenario file"
    (tmp_path / "zeros.yaml").touch()
    assert message(tmp_path / "zero.yaml").endswith("; did you mean `zeros.yaml`?")
    assert message(tmp_path / "no" / "zero.yaml") == "there is no file DIR/zero.yaml; expected a scenario file"


def test_names_that_no_file_can_have() -> None:
    for name in ("a\0b.yaml", "x" * 5_000 + ".yaml", "", "a\0b", "x" * 5_000):
        with pytest.raises(ScenarioError):
            load_scenario(name)
