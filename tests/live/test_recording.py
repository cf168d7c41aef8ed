from __future__ import annotations

from pathlib import Path

import pytest

from ksmlab.errors import UsageError
from ksmlab.live.recording import whole_file


def test_a_file_appears_whole(tmp_path: Path) -> None:
    path = tmp_path / "trace.jsonl"
    with whole_file(path) as file:
        file.write("a row\n")
        assert not path.exists()
    assert path.read_text() == "a row\n"
    assert list(tmp_path.iterdir()) == [path]


def test_an_exception_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "trace.jsonl"
    path.write_text("old\n")
    with pytest.raises(KeyboardInterrupt), whole_file(path) as file:
        file.write("half")
        raise KeyboardInterrupt
    assert path.read_text() == "old\n"
    assert list(tmp_path.iterdir()) == [path]


def test_a_place_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be written"), whole_file(tmp_path / "none" / "trace.jsonl"):
        pass
