"""An answer to "why?", and the steps by hand that several answers offer."""

from __future__ import annotations

from dataclasses import dataclass

from ksmlab.lab import Lab
from ksmlab.scenario.model import Content, Pages, Run, Step, Write
from ksmlab.snapshot.page import PageInfo


@dataclass(frozen=True, slots=True)
class Why:
    """An answer.

    now            what the page is
    keeps          what keeps it from being merged (or, for a merged page, merged)
    would_change   what would change that
    knob_or_event  the knob or the event alone: "run", "use_zero_pages", "madvise", "a write", "an equal page", …
    try_it         steps by hand that do what `would_change` says; empty where nothing done to the machine would
    """

    now: str
    keeps: str
    would_change: str
    knob_or_event: str
    try_it: tuple[Step, ...] = ()

    def __str__(self) -> str:
        return " ".join(part for part in (self.now, self.keeps, self.would_change) if part)


def start_ksmd(lab: Lab) -> tuple[Step, ...]:
    """What has to be written before ksmd scans again: nothing while it runs."""
    return () if lab.machine.ksm.knobs.run == 1 else (Run(value=1),)


def write_own(info: PageInfo) -> Write:
    """The process writes something of its own to the page."""
    content = Content("unique", (1 << 63) + info.slot, 1)
    return Write(process=info.process, region=info.region, pages=page_of(info), contents=(content,))


def page_of(info: PageInfo) -> Pages:
    """The page as a step names it."""
    return Pages(((info.page, info.page),))
