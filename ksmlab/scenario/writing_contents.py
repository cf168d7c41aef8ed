"""Contents, regions and processes as the mappings that a scenario file has."""

from __future__ import annotations

from typing import Any

from ksmlab.scenario.model import Content, Mix, ProcessSpec, RegionSpec

Mapping = dict[str, Any]


def process_to_mapping(process: ProcessSpec) -> Mapping:
    """A process as under `processes:`."""
    written: Mapping = {"name": process.name}
    if process.regions:
        written["regions"] = [region_to_mapping(region) for region in process.regions]
    return written


def region_to_mapping(region: RegionSpec) -> Mapping:
    """A region as under `regions:`; what has its default is left out."""
    written: Mapping = {"name": region.name, "pages": region.pages}
    if region.at is not None:
        written["at"] = region.at
    if region.mergeable:
        written["mergeable"] = True
    if region.node:
        written["node"] = region.node
    return written | {"content": contents_to_value(region.contents)}


def contents_to_value(contents: tuple[Content, ...]) -> str | Mapping | list[Mapping]:
    """`content:` of a region or a write: one content for all pages, or a list with pages each."""
    if len(contents) > 1:
        return [_content(content) | {"pages": content.pages} for content in contents]
    return contents[0].kind if contents[0].value is None else _content(contents[0])


def _content(content: Content) -> Mapping:
    return {content.kind: _value(content)}


def _value(content: Content) -> Any:
    if isinstance(content.value, bytes):
        return content.value.decode() if content.kind == "text" else content.value.hex()
    return _mix(content.value) if isinstance(content.value, Mix) else content.value


def _mix(mix: Mix) -> Mapping:
    return {"zero": mix.zero, "duplicate": mix.duplicate, "distinct": mix.distinct, "unique": mix.unique}
