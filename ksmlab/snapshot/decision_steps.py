"""The steps of one decision, worked out from what came of it: each outcome says which way every earlier step went."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from ksmlab.ksm.events import Comparison, Event
from ksmlab.lab import Lab
from ksmlab.memory.contents import ZERO
from ksmlab.snapshot.states import node_label


@dataclass(frozen=True, slots=True)
class DecisionStep:
    """One step. outcome: a word or two ("unchanged", "left", "equal", "returns"); comparison: of a memcmp, else None.

    Of a comparison: tree, node (a stable node's row or a page's slot), content, sign (<0: goes left) and serial.
    """

    function: str
    text: str
    outcome: str
    comparison: Comparison | None = None


_WAITED = ("blocked", "inserted in unstable tree", "merged with waiting page")


def steps_of(lab: Lab, event: Event) -> tuple[DecisionStep, ...]:
    """The steps that a cmp_and_merge_page event stands for, in the order of the lab's kernel."""
    return tuple(_steps(lab, event))


def _steps(lab: Lab, event: Event) -> Iterator[DecisionStep]:
    label = node_label(event.serial) if event.serial >= 0 else ""
    if event.outcome == "own KSM page":
        yield DecisionStep("page_stable_node", f"the page is KSM page {label}, and its rmap_item is there", "returns")
        return
    if event.outcome == "forked KSM page":
        yield DecisionStep("page_stable_node", f"KSM page {label}, without its rmap_item", "goes on")
        yield DecisionStep("stable_tree_search", "a KSM page is its own answer: no search", "itself")
        yield DecisionStep("stable_tree_append", f"its rmap_item joins stable node {label}", "merged")
        return
    yield DecisionStep("page_stable_node", "not a KSM page", "goes on")
    checksum_first = lab.features.checksum_before_stable_search
    search, waiting, insertion = _paths(event)
    if checksum_first:
        yield from _checksum_and_zero(lab, event)
        if event.outcome in ("checksum changed", "zero page"):
            return
    yield from _stable_search(lab, event, search)
    if event.outcome == "merged with KSM page" or (event.outcome == "not anonymous" and event.other < 0):
        yield _merge_with_ksm_page(event, label)
        return
    if not checksum_first:
        yield from _checksum_and_zero(lab, event)
        if event.outcome in ("checksum changed", "zero page"):
            return
    yield from _unstable_search(lab, event, waiting)
    if event.outcome == "merged with waiting page":
        yield from _merge_two_pages(lab, event, label, insertion)


def _paths(event: Event) -> tuple[list[Comparison], list[Comparison], list[Comparison]]:
    """The comparisons of the stable search, of the unstable search and of the new node's insertion."""
    search = list(takewhile(lambda step: step.tree == "stable", event.path))
    rest = list(event.path)[len(search) :]
    waiting = list(takewhile(lambda step: step.tree == "unstable", rest))
    insertion = list(rest[len(waiting) :])
    if event.outcome == "merged with waiting page" and not waiting:  # cannot be: what it merged with was compared
        raise AssertionError(event)
    return search, waiting, insertion


def _checksum_and_zero(lab: Lab, event: Event) -> Iterator[DecisionStep]:
    if event.outcome == "checksum changed":
        yield DecisionStep("calc_checksum", "not the remembered one: it is remembered now", "changed, returns")
        return
    yield DecisionStep("calc_checksum", "the one remembered from an earlier full scan", "unchanged")
    if event.outcome == "zero page":
        yield DecisionStep(
            "try_to_merge_with_zero_page", "the page is zeros and use_zero_pages is on: it maps the zero page", "merged"
        )
    elif event.content == ZERO:
        yield DecisionStep("try_to_merge_with_zero_page", "the page is zeros, but use_zero_pages is off", "goes on")
    else:
        yield DecisionStep("try_to_merge_with_zero_page", "not the zero page's checksum", "goes on")


def _stable_search(lab: Lab, event: Event, path: list[Comparison]) -> Iterator[DecisionStep]:
    yield from (_compared(lab, "stable_tree_search", step) for step in path)
    if not path:
        yield DecisionStep("stable_tree_search", "the stable tree is empty", "not found")
    elif path[-1].sign:
        yield DecisionStep("stable_tree_search", "no node below: no KSM page is equal", "not found")
    elif event.outcome in _WAITED or event.outcome == "checksum changed" or event.outcome == "zero page":
        yield DecisionStep(
            "stable_tree_search",
            f"KSM page {node_label(path[-1].serial)} is equal, but takes no more: it is full or has no rmap_item left",
            "not found",
        )


def _unstable_search(lab: Lab, event: Event, path: list[Comparison]) -> Iterator[DecisionStep]:
    yield from (_compared(lab, "unstable_tree_search_insert", step) for step in path)
    match event.outcome:
        case "blocked":
            text, outcome = "what comes next cannot be compared: it is gone, or the same frame as this page", "gives up"
        case "inserted in unstable tree":
            text, outcome = "fell off the tree: the page waits there for an equal one", "inserted"
        case "not anonymous":
            text, outcome = "equal, but this page is the zero page already and cannot be merged", "returns"
        case _:
            text, outcome = f"{lab.page_name(event.other)} is equal", "found"
    yield DecisionStep("unstable_tree_search_insert", text, outcome)


def _merge_with_ksm_page(event: Event, label: str) -> DecisionStep:
    if event.outcome == "not anonymous":
        text = f"KSM page {label} is equal, but this page is the zero page already and cannot be merged"
        return DecisionStep("try_to_merge_with_ksm_page", text, "fails, returns")
    text = f"equal once more under write protection: it maps KSM page {label}, its own frame is freed"
    return DecisionStep("try_to_merge_with_ksm_page", text, "merged")


def _merge_two_pages(lab: Lab, event: Event, label: str, insertion: list[Comparison]) -> Iterator[DecisionStep]:
    other = lab.page_name(event.other)
    yield DecisionStep(
        "try_to_merge_two_pages",
        f"this page's frame becomes the KSM page; {other} maps it too, and its own frame is freed",
        "merged",
    )
    yield from (_compared(lab, "stable_tree_insert", step) for step in insertion)
    in_chain = bool(insertion) and insertion[-1].sign == 0
    text = f"stable node {label} joins the chain of its equals" if in_chain else f"stable node {label} is linked there"
    yield DecisionStep("stable_tree_insert", text, "new dup" if in_chain else "new node")
    yield DecisionStep("stable_tree_append", f"{other} counts as pages_shared, this page as pages_sharing", "counted")


def _compared(lab: Lab, function: str, step: Comparison) -> DecisionStep:
    name = f"node {node_label(step.serial)}" if step.tree == "stable" else lab.page_name(step.node)
    content = lab.machine.memory.contents.describe(step.content)
    outcome = "equal" if step.sign == 0 else "left" if step.sign < 0 else "right"
    words = {"equal": "equal", "left": "smaller: to the left", "right": "larger: to the right"}[outcome]
    return DecisionStep(function, f"memcmp_pages with {name} ({content}): {words}", outcome, step)
