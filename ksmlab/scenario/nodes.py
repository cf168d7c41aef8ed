"""A YAML document as a tree whose every node knows its place; built from parser events, so that limits hold early."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

import yaml

from ksmlab.errors import Place, ScenarioError
from ksmlab.scenario.limits import MAX_DEPTH, MAX_NODES
from ksmlab.scenario.scalars import scalar_value
from ksmlab.scenario.syntax import events, place_of

Kind = Literal["scalar", "mapping", "list"]


@dataclass(slots=True)
class Node:
    """One YAML node. `data` is its plain value (aliases share theirs); `size` and `depth` count aliases written out."""

    kind: Kind
    place: Place
    data: Any = None
    raw: str = ""  # a scalar's text
    pairs: dict[str, Node] = field(default_factory=dict)  # a mapping's values
    keys: dict[str, Place] = field(default_factory=dict)  # where its keys stand
    items: list[Node] = field(default_factory=list)
    size: int = 1
    depth: int = 1
    anchor: str | None = None


def compose(text: str, file: str) -> Node:
    """The one document in `text`; raises ScenarioError for anything but one well-formed document within the limits."""
    return _Composer(file).compose(text)


class _Composer:
    """Takes events one by one; `open` holds the collections that are not closed yet, `waiting` their pending keys."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.root: Node | None = None
        self.documents = 0
        self.open: list[Node] = []
        self.waiting: list[tuple[str, Place] | None] = []
        self.anchors: dict[str, Node] = {}

    def compose(self, text: str) -> Node:
        for event in events(text, self.file):
            place = place_of(event, self.file)
            if isinstance(event, yaml.ScalarEvent):
                data = scalar_value(event, place) if event.anchor or not self._key_is_next() else None
                self._put(Node("scalar", place, data, event.value, anchor=event.anchor))
            elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
                self._begin(event, place)
            elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                self.waiting.pop()
                self._put(self.open.pop())
            elif isinstance(event, yaml.AliasEvent):
                self._put_alias(str(event.anchor), place)
            elif isinstance(event, yaml.DocumentStartEvent):
                self._begin_document(place)
        if self.root is None:
            raise ScenarioError("the file is empty", Place(self.file, 1, 1), "a scenario, beginning with `ksmlab: 1`")
        return self.root

    def _begin_document(self, place: Place) -> None:
        self.documents += 1
        if self.documents > 1:
            raise ScenarioError(
                "a second YAML document begins here",
                place,
                "one scenario a file",
                "take the `---` out, or put what follows in a file of its own",
            )

    def _begin(self, event: yaml.CollectionStartEvent, place: Place) -> None:
        if self._key_is_next():
            raise ScenarioError("a list or a mapping stands where a key should", place, "a word as key")
        if len(self.open) >= MAX_DEPTH:
            raise ScenarioError(f"nested more than {MAX_DEPTH} deep", place, "a scenario's few levels")
        if event.tag not in (None, "!", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"):
            raise ScenarioError(f"the tag {_short_tag(event.tag)} means nothing here", place, "plain YAML")
        mapping = isinstance(event, yaml.MappingStartEvent)
        data: Any = {} if mapping else []
        self.open.append(Node("mapping" if mapping else "list", place, data, anchor=event.anchor))
        self.waiting.append(None)

    def _key_is_next(self) -> bool:
        return bool(self.open) and self.open[-1].kind == "mapping" and self.waiting[-1] is None

    def _put_alias(self, name: str, place: Place) -> None:
        if name not in self.anchors:
            raise ScenarioError(f"the alias `*{name}` has no anchor before it", place, f"`&{name}` on an earlier value")
        self._put(self.anchors[name], place)

    def _put(self, node: Node, place: Place | None = None) -> None:
        """Hand a finished node to the collection around it: as key, value or item; `place` is an alias's own."""
        if node.anchor is not None:
            self.anchors[node.anchor] = node
        if not self.open:
            self.root = node
            return
        parent = self.open[-1]
        if parent.kind == "list":
            parent.items.append(node)
            parent.data.append(node.data)
        elif (key := self.waiting[-1]) is None:
            self.waiting[-1] = self._key(parent, node, place or node.place)
        else:
            self.waiting[-1] = None
            parent.pairs[key[0]] = node
            parent.data[key[0]] = node.data
        self._measure(parent, node, place or node.place)

    def _key(self, parent: Node, node: Node, place: Place) -> tuple[str, Place]:
        """A mapping's key as it is written: `on` and `6` are words here."""
        if node.kind != "scalar":
            raise ScenarioError("a list or a mapping stands where a key should", place, "a word as key")
        if node.raw in parent.keys:
            first = parent.keys[node.raw].line
            raise ScenarioError(f"the key `{node.raw}` is here twice", place, f"it once (first in line {first})")
        if node.raw == "<<":
            raise ScenarioError(
                "merge keys (`<<`) are not taken", place, "the keys written out", "an alias may stand for a whole value"
            )
        parent.keys[node.raw] = place
        return node.raw, place

    def _measure(self, parent: Node, node: Node, place: Place) -> None:
        parent.size += node.size
        parent.depth = max(parent.depth, node.depth + 1)
        if parent.size > MAX_NODES:
            raise ScenarioError(
                f"with its aliases written out this has more than {MAX_NODES:,} values", place, "a smaller scenario"
            )
        if parent.depth > MAX_DEPTH:
            raise ScenarioError(
                f"with its aliases written out this is nested more than {MAX_DEPTH} deep",
                place,
                "a scenario's few levels",
            )


def _short_tag(tag: str) -> str:
    return "!!" + tag.removeprefix("tag:yaml.org,2002:") if tag.startswith("tag:yaml.org,2002:") else tag
