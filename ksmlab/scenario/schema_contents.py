"""The JSON Schema of page contents."""

from __future__ import annotations

from typing import Any, get_args

from ksmlab.scenario.limits import MAX_DISTINCT, MAX_PAGES, PAGE_BYTES
from ksmlab.scenario.model import ContentKind
from ksmlab.scenario.schema_parts import Schema, integer, mapping, ref, text, u64

BARE_WORDS = ("zero", "read", "untouched")
KINDS: tuple[ContentKind, ...] = get_args(ContentKind)


def contents() -> dict[str, Schema]:
    """The definitions that have to do with contents: `content`, `content_run` and `mix`."""
    kinds: dict[str, Schema] = _kinds()
    one_kind: dict[str, Any] = {"oneOf": [{"required": [kind]} for kind in KINDS]}
    kinds["pages"] = integer("How many pages have it", 1, MAX_PAGES)
    one = mapping("a content", "One content for all the pages", kinds, **one_kind)
    run = mapping("a content", "One content for some of the pages", kinds, ["pages"], **one_kind)
    run["expected"] = "a content with its pages, such as `{zero: null, pages: 4}`"
    content = {
        "title": "content",
        "description": "What is in the pages: one content, or a list of contents laid one after the other",
        "type": ["string", "object", "array"],
        "errorMessage": 'expected a content such as `zero` or `{hex: "aa"}`, or a list of them with `pages: N` each',
        "examples": ["zero", {"unique": 100}, [{"zero": None, "pages": 4}, {"hex": "aa", "pages": 4}]],
        "if": {"type": "string"},
        "then": {"enum": list(BARE_WORDS), "errorMessage": 'expected one of zero, read, untouched, or `{hex: "aa"}`'},
        "else": {
            "if": {"type": "object"},
            "then": one,
            "else": {"items": ref("content_run"), "minItems": 1, "errorMessage": "expected at least one content"},
        },
    }
    return {"content": content, "content_run": run, "mix": _mix()}


def _kinds() -> dict[str, Schema]:
    return {
        "zero": _nothing("all zero, written"),
        "hex": text(
            "These bytes, then zeros",
            pattern=f"^([0-9a-fA-F]{{2}}){{1,{PAGE_BYTES}}}$",
            examples=["aa55"],
            errorMessage=f"expected hex digits in quotes, two for each byte, at most {PAGE_BYTES} bytes",
        ),
        "fill": text(
            "This byte, 4096 times",
            pattern="^[0-9a-fA-F]{2}$",
            examples=["a5"],
            errorMessage="expected one byte: two hex digits in quotes",
        ),
        "text": text(
            "The UTF-8 bytes, then zeros",
            maxLength=PAGE_BYTES,
            examples=["hello"],
            errorMessage=f"expected text of at most {PAGE_BYTES} bytes",
        ),
        "unique": u64("Page i of the run: the number K + i as 8 big-endian bytes, then zeros", examples=[100]),
        "random": u64("Page i: 4096 bytes of BLAKE3 output keyed by (seed, S, i)", examples=[1]),
        "mix": ref("mix"),
        "read": _nothing("not written, only read: mapped to the kernel's zero page, which KSM did not place"),
        "untouched": _nothing("never touched: not mapped"),
    }


def _nothing(description: str) -> Schema:
    return {"type": "null", "description": description, "errorMessage": "expected nothing after it, or null"}


def _mix() -> Schema:
    share = {"type": "number", "minimum": 0, "maximum": 1, "errorMessage": "expected a share from 0 to 1"}
    return mapping(
        "a mix",
        "Each page drawn from `seed` by these shares; what they leave over of 1 is unique",
        {
            "zero": {**share, "description": "share of zero pages"},
            "duplicate": {**share, "description": "share of pages with one of `distinct` shared contents"},
            "distinct": integer("how many shared contents there are", 1, MAX_DISTINCT),
            "unique": {**share, "description": "share of pages with a content of their own"},
        },
        examples=[{"zero": 0.3, "duplicate": 0.5, "distinct": 100, "unique": 0.2}],
    )
