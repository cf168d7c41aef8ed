"""What a page can be, as a learner sees it: one letter, one name and one plain sentence for each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ksmlab.lab import Lab

LABEL_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXY"  # without Z, which is KSM's zero page


class PageState(IntEnum):
    """The states, as numbers that fit a uint8 array."""

    UNTOUCHED = 0
    PRIVATE = 1
    VOLATILE = 2
    UNSTABLE = 3
    MERGED = 4
    ZERO_KSM = 5
    ZERO_READ = 6
    SKIPPED = 7
    NOT_MERGEABLE = 8
    COPIED = 9
    GONE = 10
    LEFT_OVER = 11


@dataclass(frozen=True, slots=True)
class StateWords:
    """A state for people: `letter` is one column wide; a merged page shows its stable node's letter instead."""

    letter: str
    name: str
    sentence: str


WORDS: dict[PageState, StateWords] = {
    PageState.UNTOUCHED: StateWords("·", "untouched", "Nothing is mapped here: never touched, or given back."),
    PageState.PRIVATE: StateWords("p", "private", "The process's own page; ksmd has not looked at it yet."),
    PageState.VOLATILE: StateWords("v", "volatile", "ksmd knows it, but it is in no tree: new, or still changing."),
    PageState.UNSTABLE: StateWords("u", "waiting", "Waits in the unstable tree for an equal page."),
    PageState.MERGED: StateWords("A", "merged", "Maps a KSM page; the letter names its stable node."),
    PageState.ZERO_KSM: StateWords("Z", "KSM-placed zero", "KSM replaced it by the kernel's zero page."),
    PageState.ZERO_READ: StateWords("z", "zero by read", "Only read so far: maps the kernel's zero page, without KSM."),
    PageState.SKIPPED: StateWords("s", "skipped", "Smart scan passed it over: it did not merge before."),
    PageState.NOT_MERGEABLE: StateWords("-", "not mergeable", "ksmd must not look: its memory is not MADV_MERGEABLE."),
    PageState.COPIED: StateWords("c", "copied", "No longer shared, yet still counted until ksmd comes by."),
    PageState.GONE: StateWords("x", "gone", "Not mapped any more, yet its rmap_item is counted until ksmd comes by."),
    PageState.LEFT_OVER: StateWords("o", "left over", "Was in the last full scan's unstable tree, which is forgotten."),
}
"""Every state's words."""


def node_label(serial: int) -> str:
    """A stable node's name for people, by its serial: A to Y, then AA, AB, …; Z is left to the zero page."""
    label, serial = "", serial + 1
    while serial:
        serial, place = divmod(serial - 1, len(LABEL_LETTERS))
        label = LABEL_LETTERS[place] + label
    return label


def node_letter(serial: int) -> str:
    """The one letter of a stable node in a cell: the last of its label."""
    return LABEL_LETTERS[serial % len(LABEL_LETTERS)]


def letter(state: int, serial: int = -1) -> str:
    """What a cell shows for a state; `serial` is the stable node's, -1 where there is none."""
    if state == PageState.MERGED and serial >= 0:
        return node_letter(serial)
    return WORDS[PageState(state)].letter


def kernel_tells_zero_pages_apart(lab: Lab) -> bool:
    """Whether the lab's kernel itself knows which zero pages KSM placed (6.1 does not: only the lab does)."""
    return lab.features.zero_page_tracking != "none"
