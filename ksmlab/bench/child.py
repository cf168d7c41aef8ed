"""One measurement in a process of its own; it loads no more than that takes, since its memory is measured.

    python -m ksmlab.bench.child WORKLOAD PAGES PAGES_TO_SCAN KERNEL
    python -m ksmlab.bench.child limit PAGES

writes JSON lines to stdout: {"share": 0.5} as it goes on, then the result.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict


def _tell(**row: object) -> None:
    sys.stdout.write(json.dumps(row) + "\n")
    sys.stdout.flush()


def _measure(name: str, pages: int, pages_to_scan: int, kernel: str) -> None:
    import time

    from ksmlab.bench.engine import EngineBench
    from ksmlab.bench.peak import peak_bytes
    from ksmlab.bench.workloads import WORKLOADS

    baseline_bytes = peak_bytes()
    start = time.perf_counter()
    bench = EngineBench(WORKLOADS[name], pages, kernel)
    timing = bench.run(pages_to_scan, lambda share: _tell(share=share))
    setup_s = time.perf_counter() - start - timing.seconds
    _tell(timing=asdict(timing), setup_s=setup_s, peak_bytes=peak_bytes(), baseline_bytes=baseline_bytes)


def main(arguments: list[str]) -> None:
    """The child's side."""
    if arguments[0] == "limit":
        from ksmlab.bench.memory_limit import gather_pages_per_s

        _tell(pages_per_s=gather_pages_per_s(int(arguments[1])))
    else:
        _measure(arguments[0], int(arguments[1]), int(arguments[2]), arguments[3])


if __name__ == "__main__":
    main(sys.argv[1:])
