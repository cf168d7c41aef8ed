"""What a console command answers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Output:
    """text: lines without a last newline; is_error: as on stderr; moved: the lab is at another moment."""

    text: str = ""
    is_error: bool = False
    moved: bool = False


class Refused(Exception):
    """A command that ends with an error: the shell's own words first, then in brackets what would help."""

    def __init__(self, said: str, hint: str = "", moved: bool = False) -> None:
        self.output = Output(f"{said}\n({hint})" if hint else said, True, moved)
        super().__init__(self.output.text)
