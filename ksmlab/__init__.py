"""ksmlab: an interactive lab for the Linux kernel's KSM.

    from ksmlab import Lab, load_scenario
    lab = Lab(load_scenario("zero-pages"), kernel="6.18")
    lab.next_step()
    print(lab.counters())
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ksmlab.lab import Lab
    from ksmlab.scenario import load_scenario

__all__ = ["Lab", "load_scenario"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Import the two public names only when they are asked for, so that `ksmlab --help` is quick."""
    if name == "Lab":
        from ksmlab.lab import Lab

        return Lab
    if name == "load_scenario":
        from ksmlab.scenario import load_scenario

        return load_scenario
    raise AttributeError(f"module 'ksmlab' has no attribute {name!r}")
