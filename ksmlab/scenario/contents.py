"""Contents of regions and writes: from YAML nodes to `Content` values that cover the pages exactly."""

from __future__ import annotations

from collections.abc import Iterable

from ksmlab.errors import ScenarioError
from ksmlab.scenario.limits import MAX_U64, PAGE_BYTES
from ksmlab.scenario.model import Content, ContentKind, Mix
from ksmlab.scenario.nodes import Node
from ksmlab.scenario.schema_contents import KINDS

_SHARES_SLACK = 1e-9  # 0.1 + 0.2 + 0.7 is a little more than 1 in binary
_NOT_WRITTEN = ("read", "untouched")


def region_contents(node: Node | None, pages: int, region: str) -> tuple[Content, ...]:
    """Contents of a region of `pages` pages; what they leave over is `untouched`.

    Raises ScenarioError where they are more than the region has.
    """
    if node is None:
        return (Content("untouched", None, pages),)
    contents = _listed(node, pages)
    total = sum(content.pages for content in contents)
    if total > pages:
        raise ScenarioError(
            f"the contents add up to {total} pages, but the region `{region}` has {pages}",
            node.place,
            f"at most {pages} pages in all",
        )
    if total < pages:
        contents = (*contents, Content("untouched", None, pages - total, node.place))
    return contents


def written_contents(node: Node, pages: int) -> tuple[Content, ...]:
    """Contents of a write to `pages` pages; raises ScenarioError where they do not cover them or are not written."""
    contents = _listed(node, pages)
    for content in contents:
        if content.kind in _NOT_WRITTEN:
            raise ScenarioError(
                f"a write cannot write `{content.kind}`",
                content.place,
                "a content with bytes",
                "the step for that is `read`" if content.kind == "read" else "",
            )
    total = sum(content.pages for content in contents)
    if total != pages:
        raise ScenarioError(
            f"the contents add up to {total} pages, but {pages} are written", node.place, f"{pages} pages in all"
        )
    return contents


def _listed(node: Node, pages: int) -> tuple[Content, ...]:
    if node.kind == "list":
        return tuple(_content(item, pages) for item in node.items)
    return (_content(node, pages),)


def _content(node: Node, pages: int) -> Content:
    """One content; `pages` is how many it covers when it does not say."""
    if node.kind == "scalar":
        return Content(_kind([node.raw]), None, pages, node.place)
    kind = _kind(node.pairs)
    own_pages = int(node.data.get("pages", pages))
    return Content(kind, _value(kind, node.pairs[kind], own_pages), own_pages, node.place)


def _kind(names: Iterable[str]) -> ContentKind:
    return next(kind for kind in KINDS if kind in names)


def _value(kind: ContentKind, node: Node, pages: int) -> bytes | int | Mix | None:
    match kind:
        case "hex" | "fill":
            return bytes.fromhex(node.raw)
        case "text":
            return _text(node)
        case "unique":
            return _unique(node, pages)
        case "random":
            return int(node.data)
        case "mix":
            return _mix(node)
    return None


def _text(node: Node) -> bytes:
    data = node.raw.encode()
    if len(data) > PAGE_BYTES:
        raise ScenarioError(f"the text has {len(data)} bytes in UTF-8", node.place, f"at most {PAGE_BYTES}, one page")
    return data


def _unique(node: Node, pages: int) -> int:
    first = int(node.data)
    if first + pages - 1 > MAX_U64:
        raise ScenarioError(
            f"{pages} numbers from {first} on do not fit in 64 bits",
            node.place,
            f"at most {MAX_U64 - pages + 1} for {pages} pages",
        )
    return first


def _mix(node: Node) -> Mix:
    data = node.data
    mix = Mix(
        **{key: float(data[key]) for key in ("zero", "duplicate", "unique") if key in data},
        distinct=int(data.get("distinct", 1)),
    )
    total = mix.zero + mix.duplicate + mix.unique
    if total > 1 + _SHARES_SLACK:
        raise ScenarioError(f"the shares of this mix add up to {total:g}", node.place, "at most 1 in all")
    return mix
