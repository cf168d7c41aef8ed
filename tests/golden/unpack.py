#!/usr/bin/env python3
"""Unpack the corpus into a directory: NAME.yaml and NAME.KERNEL.jsonl, checked against SHA256SUMS.

    python3 unpack.py traces                            # all nine kernels, 32 MB
    python3 unpack.py traces --kernel 6.18 --family numa

Needs Python 3.11 and nothing else, so that it can be used far from this repository.
"""

from __future__ import annotations

import argparse
import functools
import hashlib
import io
import json
import lzma
import sys
import tarfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


class DamagedArchive(Exception):
    """An archive's SHA-256 is not the one in SHA256SUMS."""


def manifest() -> dict[str, Any]:
    """What the archives hold: releases, counters, and scenarios and rows by kernel and family."""
    with open(HERE / "manifest.json", encoding="utf-8") as file:
        facts: dict[str, Any] = json.load(file)
    return facts


def family(name: str) -> str:
    """The family of a scenario or trace, by its name: "numa" for "numa-003.6.8.jsonl"."""
    return name.split("-", 1)[0]


@functools.cache
def members(archive: str) -> dict[str, bytes]:
    """The files of one archive ("scenarios" or a kernel), by name.

    Raises DamagedArchive when the archive's digest is not the recorded one.
    """
    path = HERE / f"{archive}.tar.xz"
    packed = path.read_bytes()
    sums = (line.split() for line in (HERE / "SHA256SUMS").read_text(encoding="ascii").splitlines())
    if [hashlib.sha256(packed).hexdigest(), path.name] not in sums:
        raise DamagedArchive(f"{path.name} is not the file that SHA256SUMS names; fetch it again")
    with tarfile.open(fileobj=io.BytesIO(lzma.decompress(packed))) as tar:
        return {member.name: content.read() for member in tar if (content := tar.extractfile(member))}


def unpack(directory: Path, kernels: Iterable[str] | None = None, families: Iterable[str] | None = None) -> int:
    """Write the scenarios and the traces of `kernels` (default: all), of `families` only if given; return the traces.

    A scenario without a trace for any of the kernels is left out.
    """
    directory.mkdir(parents=True, exist_ok=True)
    wanted = set(families) if families is not None else set(manifest()["families"])
    traces = 0
    for kernel in kernels if kernels is not None else manifest()["kernels"]:
        for name, content in members(kernel).items():
            if family(name) in wanted:
                scenario = name.split(".", 1)[0] + ".yaml"
                (directory / scenario).write_bytes(members("scenarios")[scenario])
                (directory / name).write_bytes(content)
                traces += 1
    return traces


def main() -> int:
    """The command line; exit status 2 for a damaged archive."""
    facts = manifest()
    parser = argparse.ArgumentParser(description="Unpack ksmlab's golden traces of the Linux kernel's KSM.")
    parser.add_argument("directory", type=Path)
    for option in ("kernel", "family"):
        choices = list(facts["kernels" if option == "kernel" else "families"])
        parser.add_argument(f"--{option}", action="append", choices=choices, help=f"only this {option}; repeatable")
    chosen = parser.parse_args()
    try:
        traces = unpack(chosen.directory, chosen.kernel, chosen.family)
    except DamagedArchive as damaged:
        print(damaged, file=sys.stderr)
        return 2
    print(f"{traces} traces in {chosen.directory}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
