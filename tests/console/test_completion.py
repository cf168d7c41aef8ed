"""What the word before the cursor may become."""

from __future__ import annotations

import pytest

from ksmlab.console.console import Console
from tests.snapshot.sessions import small


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "echo"),
        ("madv", "madvise"),
        ("cat pages_sh", "pages_shared"),
        ("cat /sys/k", "/sys/kernel/"),
        ("cat /proc/vm", "/proc/vm1/"),
        ("cat /proc/vm1/ksm_s", "/proc/vm1/ksm_stat"),
        ("grep . /sys/kernel/mm/ksm/pages_v", "/sys/kernel/mm/ksm/pages_volatile"),
        ("echo 1 > use", "use_zero_pages"),
        ("echo 1 >use", "use_zero_pages"),
        ("echo 1 > /sys/kernel/mm/ksm/us", "/sys/kernel/mm/ksm/use_zero_pages"),
        ("madvise ", "vm1"),
        ("madvise vm1 ", "ram"),
        ("madvise vm1 ram 0-3 un", "unmergeable"),
        ("write vm1 ram 0 h", "hex"),
        ("until pages_sha", "pages_shared"),
        ("until vm1.", "vm1.ksm_rmap_items"),
        ("help un", "unmap"),
        ("cat run; cat /pr", "/proc/"),
        ("prctl vm1 ", "0"),
    ],
)
def test_completion(text: str, expected: str) -> None:
    assert Console(small()).complete(text)[0] == expected


def test_completion_before_the_cursor_and_of_nothing() -> None:
    shell = Console(small())
    assert "madvise" in shell.complete("mad vm1 ram", 3)
    assert shell.complete("scan ") == [] and shell.complete("echo ") == [] and shell.complete("nonsense x") == []
    assert "pages_shared" not in shell.complete("echo 1 > pages_")  # nobody can write it
