"""A session as a scenario file: the scenario with everything that was done by hand woven in at its place."""

from __future__ import annotations

import os
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ksmlab.errors import UsageError
from ksmlab.scenario.model import KernelChoice, Scenario, Step
from ksmlab.session.commands import ByHand
from ksmlab.session.weaving import Weaver

if TYPE_CHECKING:
    from ksmlab.lab import Lab


def as_scenario(lab: Lab) -> Scenario:
    """The lab's scenario under its kernel, with all that was done by hand so far; the steps still to come follow.

    A scan that something was done within is split there. Replayed to the end it gives the state that the lab gives when
    it is played to its end. Where nothing was done by hand the steps are the file's own, else every `repeat` is written
    out, and `expect` steps that did not hold on the way are left out.
    """
    steps = _steps(lab)
    numbered = tuple(replace(step, number=number) for number, step in enumerate(steps, 1)) if steps else None
    kernel = KernelChoice(lab.kernel, lab.scenario.kernel.changes)
    return replace(lab.scenario, kernel=kernel, path="", steps=lab.scenario.steps if numbered is None else numbered)


def save(lab: Lab, path: str | Path) -> Path:
    """Write `as_scenario` to a file, under a temporary name first; returns its path. UsageError if that cannot be."""
    from ksmlab.scenario.writing import dump_scenario

    target = Path(path).expanduser()
    if target.suffix not in (".yaml", ".yml"):
        target = target.with_name(target.name + ".yaml")
    text = dump_scenario(as_scenario(lab))
    try:
        descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", text=True)
    except OSError as error:
        raise UsageError(f"cannot write in {target.parent}: {error.strerror}") from None
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(text)
        os.chmod(name, 0o644)
        os.replace(name, target)
    except OSError as error:
        os.unlink(name)
        raise UsageError(f"cannot write {target}: {error.strerror}") from None
    return target


def _steps(lab: Lab) -> list[Step] | None:
    """The woven steps; None where the file's own steps say it all."""
    weaver = Weaver(lab.scenario, lab.kernel, lab.features)
    for command in lab.commands[: lab.at]:
        if isinstance(command, ByHand):
            weaver.by_hand(command.step)
        else:
            for _ in range(command.count):
                weaver.move(command.unit)
    return weaver.woven()
