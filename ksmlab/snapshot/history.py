"""A page's history: every visit of ksmd and everything else that was told of it, over all commands in force."""

from __future__ import annotations

from dataclasses import dataclass

from ksmlab.ksm.events import Event
from ksmlab.lab import Lab
from ksmlab.scenario.model import Scan
from ksmlab.session.commands import Move
from ksmlab.session.report import Report
from ksmlab.snapshot.story import Sentence, sentence

MOST_RETOLD = 150_000  # looks at pages that are told again for one history: about a second
COPIED = 400  # pages of the machine whose copy, from which a story is told again, takes as long as a look
MOST_MET = 200_000  # events of commands of which it is remembered which pages they met


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
    """Tells histories of one lab; remembers where each page is met, and the stories that it had told again."""

    def __init__(self) -> None:
        self._met: dict[int, tuple[Report, dict[int, list[Event]]]] = {}  # command -> its report, events by page
        self._events = 0  # pages in these, about as many as there are events

    def history(self, lab: Lab, slot: int, most: int = 200) -> History:
        """The last `most` visits of a page."""
        visits: list[Visit] = []
        complete, looks = True, MOST_RETOLD
        for at in range(len(lab.reports) - 1, -1, -1):
            if not self._is_known(lab, at) and not lab.reports[at].told:
                looks -= looks_of(lab, at) + lab.machine.memory.pages.used // COPIED
                if looks < 0:
                    complete = False
                    continue
            events = self._by_page(lab, at).get(slot, [])
            visits += [_visit(lab, at, slot, event) for event in reversed(events)]
            if len(visits) >= most:
                return History(tuple(reversed(visits[:most])), False)
        return History(tuple(reversed(visits)), complete)

    def _is_known(self, lab: Lab, at: int) -> bool:
        return at in self._met and self._met[at][0] is lab.reports[at]

    def _by_page(self, lab: Lab, at: int) -> dict[int, list[Event]]:
        if not self._is_known(lab, at):
            report = lab.reports[at]
            by_page: dict[int, list[Event]] = {}
            for event in report.events if report.told else lab.retell(at):
                for slot in {event.slot, event.other}:
                    by_page.setdefault(slot, []).append(event)
            self._forget(at)
            self._met[at] = report, by_page
            self._events += len(by_page)
            while self._events > MOST_MET and len(self._met) > 1:
                self._forget(next(iter(self._met)))
        return self._met[at][1]

    def _forget(self, at: int) -> None:
        _, by_page = self._met.pop(at, (None, {}))
        self._events -= len(by_page)


def looks_of(lab: Lab, at: int) -> int:
    """At most about how many pages ksmd looked at in a command."""
    everything = lab.machine.memory.pages.used
    wakeup = min(lab.machine.ksm.knobs.pages_to_scan, everything)
    command = lab.commands[at]
    if isinstance(command, Move) and command.unit != "step":
        return command.count * {"page": 1, "wakeup": wakeup, "full_scan": everything}[command.unit]
    scans = [step for step in lab.reports[at].steps if isinstance(step, Scan)]
    return sum((scan.full_scans or 0) * everything + (scan.wakeups or 0) * wakeup + (scan.pages or 0) for scan in scans)


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
