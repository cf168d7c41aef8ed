"""What is known of one value of one feature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Seen = Literal["in recorded rows", "not seen in rows", "not recorded"]
"""`not seen in rows`: kernels with it were recorded, but no row tells it from the other values; it rests on reading
the source. `not recorded`: no recorded kernel has it."""


@dataclass(frozen=True, slots=True)
class Fact:
    """`value` of `feature`: what it means in one sentence, where it comes from, and whether traces confirm it.

    `source` is a commit with its title, or a mail; for the older way of things the one that ended it. `release` says
    which kernels have it, such as "since 6.11" or "up to 6.10".
    """

    feature: str
    value: bool | str
    words: str
    release: str
    source: str
    seen: Seen

    @property
    def ended(self) -> bool:
        """Whether newer kernels have another value, so that `source` is what ended this one."""
        return "since" not in self.release and not self.release.startswith("none")
