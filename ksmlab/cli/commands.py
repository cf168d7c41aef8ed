"""The commands, in the order of the help: each is the function `command` in the module of its name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

COMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "run": "The lab on a scenario; two kernels side by side with --vs.",
        "replay": "A scenario without a screen: the counters after every step.",
        "compare": "A scenario under several kernels, differences marked.",
        "list": "The scenarios that come with the lab.",
        "check": "What is wrong in a scenario file, by line.",
        "schema": "The JSON Schema of scenario files, for editors.",
        "kernels": "The kernels that the lab can be, and how they differ.",
        "conform": "Replay what real kernels recorded and count differences.",
        "verify": "A scenario on a real kernel, beside the engine, row by row.",
        "live": "KSM on this machine as it runs, read-only.",
        "bench": "How fast the engine scans.",
        "screenshot": "A picture of any moment of a scenario.",
    }
)
"""Name and one line of help; kept here so that `ksmlab --help` imports none of the modules."""
