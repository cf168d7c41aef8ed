"""Programs from stdin, one a line, are played one after the other; their rows are printed with the program's name."""

from __future__ import annotations

import json
import sys

from ksmlab.live.agent import syscalls
from ksmlab.live.agent.company import ActorDied
from ksmlab.live.agent.frames import Frames
from ksmlab.live.agent.ksmd import Ksmd, NoKsmd
from ksmlab.live.agent.play import Play, machine


def main() -> int:
    """Exit status 1 when a program could not be played to its end; a line {"error": …} tells why."""
    syscalls.die_with_parent()
    _print({"machine": machine()})
    ksmd, frames = Ksmd(), Frames()
    for line in sys.stdin:
        program = json.loads(line)
        try:
            for row in Play(program, ksmd, frames).rows():
                _print({"scenario": program["name"], **row})
        except (ActorDied, NoKsmd, OSError) as failure:
            _print({"scenario": program["name"], "error": f"{type(failure).__name__}: {failure}"})
            return 1
        _print({"scenario": program["name"], "end": True})
    return 0


def _print(row: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(row, separators=(",", ":")) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
