from __future__ import annotations

from pathlib import Path

import pytest

from ksmlab.errors import MachineRefuses, UsageError
from ksmlab.live import process_pages as module
from ksmlab.live.process_pages import NOT_MAPPED, ZERO_PAGE, process_pages

START = 0x7F000
PRESENT = 1 << 63
ENTRIES = [PRESENT | 5, PRESENT | 5, PRESENT | 6, PRESENT | 1, 0, 1 << 62 | 9]  # the last one is swapped out
SMAPS = f"""\
{START - 0x2000:x}-{START:x} rw-p 00000000 00:00 0          [heap]
VmFlags: rd wr mr mw me ac
{START:x}-{START + 0x6000:x} rw-p 00000000 00:00 0
Size:                 24 kB
VmFlags: rd wr mr mw me ac mg nh
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    proc = tmp_path / "proc"
    (proc / "7").mkdir(parents=True)
    (proc / "7/smaps").write_text(SMAPS)
    pagemap = bytes(START // 4096 * 8) + b"".join(entry.to_bytes(8, "little") for entry in ENTRIES)
    (proc / "7/pagemap").write_bytes(pagemap)
    flags = [0, 1 << 24, 0, 0, 0, 0, 0]
    counts = [0, 900, 0, 0, 0, 3, 1]
    for name, table in (("kpageflags", flags), ("kpagecount", counts)):
        (proc / name).write_bytes(b"".join(value.to_bytes(8, "little") for value in table))
    return tmp_path


def test_pages_are_known_by_their_frames(root: Path) -> None:
    (region,) = process_pages(7, root)
    assert region.start == START
    assert region.frames.tolist() == [5, 5, 6, ZERO_PAGE, NOT_MAPPED, NOT_MAPPED]
    assert region.maps[:3].tolist() == [3, 3, 1]
    assert region.letters() == "==.z  "
    assert region.count() == {"shared": 2, "private": 1, "zero": 1, "not_mapped": 2}


def test_only_mergeable_mappings_count(root: Path) -> None:
    (root / "proc/7/smaps").write_text(SMAPS.replace(" mg", ""))
    assert process_pages(7, root) == []


def test_a_large_mapping_is_cut_and_that_is_said(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAGES_AT_MOST", 2)
    (region,) = process_pages(7, root)
    assert (len(region.frames), region.left_out) == (2, 4)


def test_without_kpagecount_nothing_is_called_shared(root: Path) -> None:
    (root / "proc/kpagecount").unlink()
    (region,) = process_pages(7, root)
    assert region.count()["shared"] == 0


def test_frames_that_the_kernel_hides_are_no_frames(root: Path) -> None:
    """Without the capability every frame number reads as 0."""
    hidden = bytes(START // 4096 * 8) + PRESENT.to_bytes(8, "little") * 6
    (root / "proc/7/pagemap").write_bytes(hidden)
    with pytest.raises(MachineRefuses, match="root only"):
        process_pages(7, root)


def test_a_process_that_is_not_there_is_told(root: Path) -> None:
    with pytest.raises(UsageError, match="no process 8"):
        process_pages(8, root)
