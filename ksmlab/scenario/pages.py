"""Page lists such as `0-3,8`: from text to ranges."""

from __future__ import annotations

from ksmlab.errors import ScenarioError
from ksmlab.scenario.limits import MAX_DIGITS
from ksmlab.scenario.model import Pages
from ksmlab.scenario.nodes import Node


def read_pages(node: Node | None, region: str, size: int) -> Pages:
    """The pages that a step names in a region of `size` pages; raises ScenarioError where they lie outside of it."""
    if node is None or (node.kind == "scalar" and node.raw.strip() == "all"):
        return Pages(((0, size - 1),))
    if node.kind == "list":
        return Pages(tuple(_range(part.raw, part, region, size) for part in node.items))
    return Pages(tuple(_range(part, node, region, size) for part in _parts(node)))


def _parts(node: Node) -> list[str]:
    return [str(int(node.data))] if isinstance(node.data, (int, float)) else node.raw.split(",")


def _range(text: str, node: Node, region: str, size: int) -> tuple[int, int]:
    ends = [end.strip() for end in text.split("-")]
    if any(len(end) > MAX_DIGITS for end in ends):
        raise ScenarioError("a page number with too many digits", node.place, f"pages of `{region}`, 0 to {size - 1}")
    first, last = int(ends[0]), int(ends[-1])
    if first > last:
        raise ScenarioError(f"the range {text.strip()} runs backwards", node.place, f"{last}-{first}")
    if last >= size:
        raise ScenarioError(
            f"page {last} is outside the region `{region}`, which has {size} pages",
            node.place,
            f"pages from 0 to {size - 1}",
        )
    return first, last
