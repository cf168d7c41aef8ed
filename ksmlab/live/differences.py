"""What differs between a real kernel's row and the engine's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a row: `field` is its path, such as "processes.vm1.ksm_rmap_items"; None stands for not there."""

    field: str
    kernel: Any
    engine: Any

    def __str__(self) -> str:
        return f"{self.field}: kernel {_shown(self.kernel)}, engine {_shown(self.engine)}"


def differences(kernel: Row | None, engine: Row | None) -> tuple[Difference, ...]:
    """Every field in which the two rows differ. Of `costs` only what the kernel counted is compared."""
    if kernel is None or engine is None:
        return (Difference("row", None if kernel is None else "there", None if engine is None else "there"),)
    counted = {name: engine.get("costs", {}).get(name) for name in kernel.get("costs", {})}
    return tuple(_walk("", kernel, {**engine, "costs": counted} if counted else _without(engine, "costs")))


def _walk(path: str, kernel: Any, engine: Any) -> Iterator[Difference]:
    if kernel == engine:
        return
    if isinstance(kernel, dict) and isinstance(engine, dict):
        for name in [*kernel, *(name for name in engine if name not in kernel)]:
            yield from _walk(f"{path}.{name}" if path else name, kernel.get(name), engine.get(name))
    elif (
        path.startswith("frames.")
        and isinstance(kernel, list)
        and isinstance(engine, list)
        and len(kernel) == len(engine)
    ):
        for page, pair in enumerate(zip(kernel, engine, strict=True)):
            yield from _walk(f"{path}[{page}]", *pair)
    else:
        yield Difference(path, kernel, engine)


def _without(row: Row, name: str) -> Row:
    return {key: value for key, value in row.items() if key != name}


def _shown(value: Any) -> str:
    return "nothing" if value is None else str(value)
