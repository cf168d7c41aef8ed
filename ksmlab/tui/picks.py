"""What can be selected: whatever a person may point at on the screen."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PagePick:
    """A page, as a row of the page table."""

    slot: int


@dataclass(frozen=True, slots=True)
class NodePick:
    """A stable node, by its row."""

    node: int


@dataclass(frozen=True, slots=True)
class FramePick:
    """A page frame, by number."""

    frame: int


@dataclass(frozen=True, slots=True)
class ZeroPick:
    """The kernel's zero page, and with it every page that maps it."""


@dataclass(frozen=True, slots=True)
class CounterPick:
    """A counter of /sys/kernel/mm/ksm, or `process.field` of a ksm_stat."""

    name: str


@dataclass(frozen=True, slots=True)
class KnobPick:
    """A setting under /sys/kernel/mm/ksm."""

    name: str


@dataclass(frozen=True, slots=True)
class ProcessPick:
    """A process by name."""

    name: str


@dataclass(frozen=True, slots=True)
class MomentPick:
    """The moment after so many commands."""

    at: int


@dataclass(frozen=True, slots=True)
class ActionPick:
    """Something to do: an action by name, with what it is done to."""

    name: str
    argument: str = ""


@dataclass(frozen=True, slots=True)
class PromptPick:
    """What a key would do in the prompt: `enter`, `escape`, or an empty key for typing `text` into it."""

    key: str
    text: str = ""


Pick = (
    PagePick
    | NodePick
    | FramePick
    | ZeroPick
    | CounterPick
    | KnobPick
    | ProcessPick
    | MomentPick
    | ActionPick
    | PromptPick
)
