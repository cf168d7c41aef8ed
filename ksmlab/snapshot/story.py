"""What ksmd did, in the kernel's function names and in plain words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from ksmlab.ksm.events import Event
from ksmlab.lab import Lab
from ksmlab.snapshot.states import node_label

Kind = Literal["merge", "zero", "wait", "change", "skip", "loss", "scan", "quiet"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One event for people.

    wakeup    the wake-up that it happened in
    function  the kernel's function; `subject` the page's or the node's name, "" for neither
    text      what happened, in plain words, without the subject
    kind      for colours: merge, zero (placed), wait (unstable tree), change (checksum), skip, loss (unshared, freed,
              torn down), scan (a full scan begins or ends), quiet (nothing came of it)
    """

    wakeup: int
    function: str
    subject: str
    text: str
    kind: Kind

    def __str__(self) -> str:
        return f"{self.function} {self.subject}: {self.text}".replace(" : ", ": ")


Teller = tuple[Kind, Callable[[Lab, Event], str]]


def sentence(lab: Lab, event: Event) -> Sentence:
    """An event of this lab in words. Names are those of now: rows of pages keep theirs, nodes are named by serial."""
    subject = lab.page_name(event.slot) if event.slot >= 0 else f"node {_node(event)}" if event.serial >= 0 else ""
    kind, words = _TELLERS.get((event.function, event.outcome), _TELLERS.get((event.function, ""), _UNKNOWN))
    return Sentence(event.batch, event.function, subject, words(lab, event), kind)


def story(lab: Lab, events: Iterable[Event], slot: int | None = None) -> list[Sentence]:
    """Events in words, those about one page if asked for (also where it is the other page)."""
    return [sentence(lab, event) for event in events if slot is None or slot in (event.slot, event.other)]


def comparisons(event: Event) -> tuple[int, int]:
    """How many pages an event's searches compared with: (in the stable tree, in the unstable tree)."""
    stable = sum(step.tree == "stable" for step in event.path)
    return stable, len(event.path) - stable


def _node(event: Event) -> str:
    return node_label(event.serial)


def _content(lab: Lab, event: Event) -> str:
    return lab.machine.memory.contents.describe(event.content) if event.content >= 0 else "its contents"


def _after(event: Event) -> str:
    """How many comparisons it took."""
    count = len(event.path)
    return f", after {count} comparison{'s' if count != 1 else ''}" if count else ""


def _waiting(lab: Lab, event: Event) -> str:
    return (
        f"checksum unchanged, equal to {lab.page_name(event.other)} in the unstable tree: merged, "
        f"new stable node {_node(event)} ({_content(lab, event)}){_after(event)}"
    )


def _merged(lab: Lab, event: Event) -> str:
    return f"equal to KSM page {_node(event)} ({_content(lab, event)}): merged into it{_after(event)}"


def _inserted(lab: Lab, event: Event) -> str:
    found = f"checksum unchanged, nothing equal found{_after(event)}"
    return f"{found}: waits in the unstable tree ({_content(lab, event)})"


def _blocked_by(lab: Lab, event: Event) -> str:
    return f"met {lab.page_name(event.other)}, which is gone, not mergeable or the same frame: the search ends"


def _not_anonymous(lab: Lab, event: Event) -> str:
    met = f"{lab.page_name(event.other)} in the unstable tree" if event.other >= 0 else f"KSM page {_node(event)}"
    return f"equal to {met}, but it is the zero page already, which cannot be merged"


def _said(kind: Kind, text: str) -> Teller:
    return kind, lambda lab, event: text


_TELLERS: dict[tuple[str, str], Teller] = {
    ("cmp_and_merge_page", "own KSM page"): (
        "quiet",
        lambda lab, event: f"maps KSM page {_node(event)} already: nothing to do",
    ),
    ("cmp_and_merge_page", "checksum changed"): _said(
        "change", "checksum is new or changed: remembered; looked at again in the next full scan"
    ),
    ("cmp_and_merge_page", "zero page"): _said(
        "zero", "checksum is the zero page's and use_zero_pages is on: needs no page of its own, maps the zero page"
    ),
    ("cmp_and_merge_page", "not anonymous"): ("quiet", _not_anonymous),
    ("cmp_and_merge_page", "merged with KSM page"): ("merge", _merged),
    ("cmp_and_merge_page", "forked KSM page"): (
        "merge",
        lambda lab, event: f"shares KSM page {_node(event)} since a fork: its rmap_item is counted there now",
    ),
    ("cmp_and_merge_page", "blocked"): (
        "quiet",
        lambda lab, event: f"not put into the unstable tree: something on the way could not be compared{_after(event)}",
    ),
    ("cmp_and_merge_page", "inserted in unstable tree"): ("wait", _inserted),
    ("cmp_and_merge_page", "merged with waiting page"): ("merge", _waiting),
    ("ksm_start_scan", ""): ("scan", lambda lab, event: f"{event.outcome}; the unstable tree is emptied"),
    ("ksm_stop_scan", ""): ("scan", lambda lab, event: event.outcome),
    ("should_skip_rmap_item", "skipped"): _said("skip", "smart scan passes it over: it has not merged before"),
    ("unstable_tree_search_insert", "blocked"): ("quiet", _blocked_by),
    ("remove_node_from_stable_tree", "stale node removed"): _said(
        "loss", "its page was freed: the node is torn down, and its rmap_items are counted no more"
    ),
    ("remove_rmap_item_from_tree", "left the stable tree"): (
        "loss",
        lambda lab, event: f"no longer maps KSM page {_node(event)}: its rmap_item leaves the stable node",
    ),
    ("free_rmap_item", "item freed"): _said("loss", "its rmap_item is freed: ksmd finds no page to merge there"),
    ("unshare_zero_page", "no VMA: zero_pages_sharing leaks"): _said(
        "loss", "its memory is gone, so the zero page cannot be unshared: zero_pages_sharing stays too high for ever"
    ),
    ("break_ksm", "unshared"): _said("loss", "gets a page of its own back"),
    ("scan_time_advisor", ""): ("scan", lambda lab, event: f"the advisor sets {event.outcome}"),
}
_UNKNOWN: Teller = ("quiet", lambda lab, event: event.outcome)
