"""A page's history: every visit of ksmd and everything else that was told of it, over all commands in force."""

from __future__ import annotations

from dataclasses import dataclass

from ksmlab.ksm.events import Event
from ksmlab.lab import Lab
from ksmlab.snapshot.story import Sentence, sentence

MOST_RETOLD = 64  # long commands whose story is told again for one history


@dataclass(frozen=True, slots=True)
class Visit:
    """Something that happened to a page.

    at        the command (0: the first) in which it happened
    outcome   the event's own word, as "merged with waiting page"
    content   what the page held then, in words; "" where that is not told
    compared  what it was compared with, in order: "node A u64 7 <", "vm1.ram[2] zero ="
    about     False where the page was the other one of two
    """

    at: int
    outcome: str
    content: str
    compared: tuple[str, ...]
    about: bool
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class History:
    """A page's visits, oldest first; complete is False when commands that were too long to keep were left out."""

    visits: tuple[Visit, ...]
    complete: bool


class Historian:
    """Tells histories of one lab, and remembers the stories that it had to have told again."""

    def __init__(self) -> None:
        self._retold: dict[tuple[int, int], list[Event]] = {}

    def history(self, lab: Lab, slot: int, most: int = 200) -> History:
        """The last `most` visits of a page."""
        visits: list[Visit] = []
        complete = True
        for at, report in reversed(list(enumerate(lab.reports))):
            events = report.events if report.told else self._events(lab, at)
            if events is None:
                complete = False
                continue
            visits += [_visit(lab, at, slot, event) for event in reversed(events) if slot in (event.slot, event.other)]
            if len(visits) >= most:
                return History(tuple(reversed(visits[:most])), False)
        return History(tuple(reversed(visits)), complete)

    def _events(self, lab: Lab, at: int) -> list[Event] | None:
        key = (at, id(lab.reports[at]))
        if key not in self._retold:
            if len(self._retold) >= MOST_RETOLD:
                return None
            self._retold[key] = lab.retell(at)
        return self._retold[key]


def history(lab: Lab, slot: int, most: int = 200) -> tuple[Visit, ...]:
    """The last `most` visits of a page over all commands in force, oldest first."""
    return Historian().history(lab, slot, most).visits


def compared_with(lab: Lab, event: Event) -> tuple[str, ...]:
    """An event's comparisons in words, in order; the sign says where the page lies: < to the left, = equal, > right."""
    from ksmlab.snapshot.states import node_label

    describe = lab.machine.memory.contents.describe
    signs = {-1: "<", 0: "=", 1: ">"}
    return tuple(
        f"{f'node {node_label(step.serial)}' if step.tree == 'stable' else lab.page_name(step.node)}"
        f" {describe(step.content)} {signs[step.sign]}"
        for step in event.path
    )


def _visit(lab: Lab, at: int, slot: int, event: Event) -> Visit:
    content = lab.machine.memory.contents.describe(event.content) if event.content >= 0 else ""
    return Visit(at, event.outcome, content, compared_with(lab, event), event.slot == slot, sentence(lab, event))
