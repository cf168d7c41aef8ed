"""Inside one page's decision: cmp_and_merge_page step by step, as the kernel in question orders the steps."""

from __future__ import annotations

from dataclasses import dataclass

from ksmlab.ksm.events import Event
from ksmlab.lab import Lab
from ksmlab.snapshot.decision_steps import DecisionStep, steps_of
from ksmlab.snapshot.story import Sentence, sentence

__all__ = ["Decision", "DecisionStep", "decision_of", "last_decision", "next_decision"]


@dataclass(frozen=True, slots=True)
class Decision:
    """One look of ksmd at one page.

    slot     the page, None when the full scan ended (or ksmd had nothing to do) before any page
    before   what happened on the way to the page: pages skipped, items freed, a full scan begun
    steps    the decision; empty when slot is None
    during   nodes torn down and items that left a tree while it was taken
    outcome  the event's own word, such as "merged with waiting page"
    """

    slot: int | None
    name: str
    before: tuple[Sentence, ...]
    steps: tuple[DecisionStep, ...]
    during: tuple[Sentence, ...]
    outcome: str


def next_decision(lab: Lab) -> Decision:
    """The decision on the page that ksmd will look at next; the lab stays where it is."""
    return decision_of(lab, lab.peek_page())


def last_decision(lab: Lab) -> Decision:
    """The last decision of the last command."""
    return decision_of(lab, lab.last.events)


def decision_of(lab: Lab, events: list[Event]) -> Decision:
    """The last decision among these events of the lab."""
    places = [place for place, event in enumerate(events) if event.function == "cmp_and_merge_page"]
    if not places:
        return Decision(None, "", tuple(sentence(lab, event) for event in events), (), (), "")
    at = places[-1]
    start = places[-2] + 1 if len(places) > 1 else 0
    event, leading = events[at], events[start:at]
    entered = next((place for place, one in enumerate(leading) if _is_inside(one, event)), len(leading))
    return Decision(
        slot=event.slot,
        name=lab.page_name(event.slot),
        before=tuple(sentence(lab, one) for one in leading[:entered]),
        steps=steps_of(lab, event),
        during=tuple(sentence(lab, one) for one in leading[entered:]),
        outcome=event.outcome,
    )


def _is_inside(event: Event, decision: Event) -> bool:
    """The first event that belongs to the decision itself: the page's own item or a node that its search met."""
    if event.function == "remove_node_from_stable_tree":
        return True
    own = event.function in ("remove_rmap_item_from_tree", "unstable_tree_search_insert")
    return own and event.slot == decision.slot
