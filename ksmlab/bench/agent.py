"""The process under the guardian: reads what to measure from stdin, one JSON object a line, and answers in kind.

    {"workload": "zero", "pages": 100000, "pages_to_scan": 100}

is answered by {"share": 0.5} as it goes on and then by {"timing": {…}} or {"error": "why not"}.
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

from ksmlab.bench.real_ksmd import time_ksmd
from ksmlab.bench.workloads import WORKLOADS
from ksmlab.live.agent.ksmd import NoKsmd


def main() -> None:
    """Answer until there are no more questions."""
    _tell(ready=True)
    for line in sys.stdin:
        plan = json.loads(line)
        try:
            timing = time_ksmd(
                WORKLOADS[plan["workload"]], plan["pages"], plan["pages_to_scan"], lambda share: _tell(share=share)
            )
            _tell(timing=asdict(timing))
        except (OSError, MemoryError, NoKsmd) as error:
            _tell(error=str(error))


def _tell(**row: object) -> None:
    sys.stdout.write(json.dumps(row) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
