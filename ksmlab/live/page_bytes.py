"""The bytes of the pages that a content stands for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from ksmlab.memory.contents import PAGE_SIZE
from ksmlab.scenario.model import Content


def page_bytes(content: Content, seed: int) -> Iterator[bytes | str]:
    """Each page of the content: its bytes (zeros at the end may be missing), or "read" or "untouched"."""
    for index in range(content.pages):
        match content.kind:
            case "zero":
                yield b""
            case "hex" | "text":
                yield cast(bytes, content.value)
            case "fill":
                yield cast(bytes, content.value) * PAGE_SIZE
            case "unique":
                yield (cast(int, content.value) + index).to_bytes(8, "big")
            case "read" | "untouched":
                yield content.kind
            case _:
                raise NotImplementedError(content.kind)
