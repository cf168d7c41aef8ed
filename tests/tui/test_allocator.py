"""What is freed stays with the process: memory that was written is written again without faults."""

from __future__ import annotations

import subprocess
import sys

import pytest

_FAULTS = """
import resource, sys
from ksmlab.tui.allocator import keep_freed_memory
if sys.argv[1] == "keep" and not keep_freed_memory():
    sys.exit(3)
def write():
    blocks = [bytearray(4 << 20) for _ in range(12)]
    for block in blocks:
        block[::4096] = b"x" * len(block[::4096])
for _ in range(3):
    write()
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(5):
    write()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def test_freed_memory_is_used_again_without_faults() -> None:
    def run(how: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-c", _FAULTS, how], capture_output=True, text=True, check=False)

    kept = run("keep")
    if kept.returncode == 3:
        pytest.skip("this C library has no mallopt")
    assert int(kept.stdout) < int(run("give back").stdout) // 4, kept.stderr
