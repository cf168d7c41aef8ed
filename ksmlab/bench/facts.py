"""Which machine was measured: figures without it say nothing."""

from __future__ import annotations

import os
import platform
from pathlib import Path

import numpy as np

Facts = dict[str, str | int | None]


def machine_facts(root: Path = Path("/")) -> Facts:
    """CPU model, cores that may be used, memory in bytes, kernel, Python, NumPy, ksmlab."""
    from ksmlab import __version__

    memory_kib = _field(root / "proc/meminfo", "MemTotal")
    return {
        "cpu": _field(root / "proc/cpuinfo", "model name") or platform.processor() or platform.machine(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory_bytes": int(memory_kib.split()[0]) * 1024 if memory_kib else None,
        "kernel": platform.release(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "ksmlab": __version__,
    }


def _field(path: Path, name: str) -> str | None:
    """The value behind `name:`."""
    try:
        lines = path.read_text().splitlines()
    except OSError:
        return None
    return next((line.partition(":")[2].strip() for line in lines if line.partition(":")[0].strip() == name), None)
