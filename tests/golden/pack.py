#!/usr/bin/env python3
"""Make the corpus from a directory of NAME.yaml and NAME.KERNEL.jsonl[.gz]: archives, SHA256SUMS, manifest.json.

    python3 pack.py traces      # the same input gives the same bytes
    python3 pack.py --tables    # the README's two tables, from manifest.json
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import lzma
import sys
import tarfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
RELEASES = {
    "6.1": "Debian 6.1.192 (cloud image)",
    "v3": "upstream 6.1.4 with the five patches of the v3 series as posted",
    "6.6": "6.6.17, built from source",
    "6.8": "6.8.1, built from source",
    "6.12": "Debian 6.12.111 (cloud image)",
    "6.16": "Debian 6.16.12 (cloud image)",
    "6.18": "6.18.44, a Firecracker guest",
    "6.19": "Debian 6.19.14 (cloud image)",
    "7.3": "Debian 7.3.4 (cloud image)",
}
FAMILIES = {
    "base": "writes, reads, madvise, dontneed, munmap, `run: 2`, zero pages",
    "fork": "the same with fork",
    "smart": "with smart scan",
    "chains": "with a small `max_page_sharing`, pruning at once or never",
    "all": "all of these",
    "late": "regions and processes that come later, chains",
    "prctl": "PR_SET_MEMORY_MERGE, later regions, fork",
    "numa": "two memory nodes, `merge_across_nodes` 0 and 1, fork, chains",
    "big": "7,800 pages in three processes; deep trees, churn",
    "selftest": "the kernel's `ksm_tests.c`",
    "functional": "the kernel's `ksm_functional_tests.c`",
    "ltp": "LTP ksm01, 32 pages a child",
}


def archive(files: Mapping[str, bytes]) -> bytes:
    """A .tar.xz of the files in order of their names, without times or owners."""
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name in sorted(files):
            member = tarfile.TarInfo(name)
            member.size = len(files[name])
            tar.addfile(member, io.BytesIO(files[name]))
    return lzma.compress(raw.getvalue(), preset=9 | lzma.PRESET_EXTREME)


def traces(directory: Path, kernel: str) -> dict[str, bytes]:
    """The kernel's traces by file name, unzipped."""
    plain = {path.name: path.read_bytes() for path in directory.glob(f"*.{kernel}.jsonl")}
    zipped = {path.stem: gzip.decompress(path.read_bytes()) for path in directory.glob(f"*.{kernel}.jsonl.gz")}
    return {name: content for name, content in (plain | zipped).items() if name.split(".", 1)[1] == f"{kernel}.jsonl"}


def facts(kernel: str, files: Mapping[str, bytes]) -> dict[str, Any]:
    """What manifest.json says of one kernel, counted in its traces."""
    scenarios = Counter(name.split("-", 1)[0] for name in files)
    rows = [json.loads(line) for content in files.values() for line in content.splitlines()]
    return {
        "release": RELEASES[kernel],
        "memcmp_pages": all("costs" in row for row in rows),
        "scenarios": len(files),
        "rows": len(rows),
        "families": {name: scenarios[name] for name in FAMILIES if name in scenarios},
        "counters": list(dict.fromkeys(key for row in rows for key in row["counters"])),
        "process_fields": list(dict.fromkeys(key for row in rows for p in row["processes"].values() for key in p)),
    }


def tables(manifest: Mapping[str, Any]) -> str:
    """The README's tables of kernels and of families, as Markdown."""
    kernels = manifest["kernels"]
    lines = ["| kernel | release | scenarios | rows | comparisons counted |", "| --- | --- | --: | --: | --- |"]
    for kernel, known in kernels.items():
        counted = "yes" if known["memcmp_pages"] else "no"
        lines.append(f"| `{kernel}` | {known['release']} | {known['scenarios']} | {known['rows']:,} | {counted} |")
    scenarios = sum(known["scenarios"] for known in kernels.values())
    rows = sum(known["rows"] for known in kernels.values())
    lines += [f"| together | | {scenarios} | {rows:,} | |", ""]
    lines += [f"| family | what it exercises | {' | '.join(kernels)} |", "| --- | --- |" + " --: |" * len(kernels)]
    for name, about in manifest["families"].items():
        counts = (str(known["families"].get(name, "–")) for known in kernels.values())
        lines.append(f"| `{name}` | {about} | {' | '.join(counts)} |")
    return "\n".join(lines) + "\n"


def pack(directory: Path) -> None:
    """Write the archives of everything in `directory`, with their digests and the manifest, beside this file."""
    archives = {kernel: traces(directory, kernel) for kernel in RELEASES}
    manifest = {"format": 1, "families": FAMILIES, "kernels": {k: facts(k, files) for k, files in archives.items()}}
    archives["scenarios"] = {path.name: path.read_bytes() for path in directory.glob("*.yaml")}
    digests = []
    for name, files in archives.items():
        packed = archive(files)
        (HERE / f"{name}.tar.xz").write_bytes(packed)
        digests.append(f"{hashlib.sha256(packed).hexdigest()}  {name}.tar.xz\n")
    (HERE / "SHA256SUMS").write_text("".join(digests), encoding="ascii")
    (HERE / "manifest.json").write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:] == ["--tables"]:
        print(tables(json.loads((HERE / "manifest.json").read_text(encoding="utf-8"))), end="")
    elif len(sys.argv) == 2:
        pack(Path(sys.argv[1]))
    else:
        sys.exit(__doc__)
