"""Where ksmd is: the page it will look at next, what is left of this wake-up, and why it may be standing still."""

from __future__ import annotations

from dataclasses import dataclass

from ksmlab.lab import Lab
from ksmlab.snapshot.peek import next_slot
from ksmlab.snapshot.processes import PageRef, locate


@dataclass(frozen=True, slots=True)
class Hand:
    """ksmd at one moment.

    slot, ref      the page it will look at next, None when the full scan ends (or ksmd has nothing) before any page
    last_slot      the page it looked at last in the last command, None when it looked at none
    process        where the cursor stands, None between full scans
    between_scans  the last full scan is complete and the next has not begun
    asleep         no wake-up is in progress
    pages_left     pages that the wake-up in progress may still look at; 0 while asleep
    full_scan      the number of the full scan in progress or about to begin, from 1
    wakeup         wake-ups so far
    runs           `run` is 1 and somebody is registered; else `why_not` says why ksmd does nothing
    """

    slot: int | None
    ref: PageRef | None
    last_slot: int | None
    process: str | None
    between_scans: bool
    asleep: bool
    pages_left: int
    pages_to_scan: int
    full_scan: int
    wakeup: int
    runs: bool
    why_not: str

    def __str__(self) -> str:
        if not self.runs:
            return self.why_not
        return str(self.ref) if self.ref else "end of the full scan"


def hand(lab: Lab) -> Hand:
    """Where ksmd is now; nothing moves."""
    ksm = lab.machine.ksm
    cursor, slot = ksm.cursor, next_slot(lab)
    return Hand(
        slot=slot,
        ref=locate(lab, slot) if slot is not None else None,
        last_slot=last_looked_at(lab),
        process=cursor.process.name if cursor.process else None,
        between_scans=cursor.process is None,
        asleep=cursor.batch_left is None,
        pages_left=cursor.batch_left or 0,
        pages_to_scan=ksm.knobs.pages_to_scan,
        full_scan=cursor.seqnr + 1,
        wakeup=ksm.batch,
        runs=lab.can_scan,
        why_not=why_not(lab),
    )


def why_not(lab: Lab) -> str:
    """Why ksmd would do nothing if it woke; "" when it would do something."""
    ksm = lab.machine.ksm
    if not ksm.knobs.run & 1:
        return f"ksmd is stopped (run is {ksm.knobs.run})"
    if not ksm.mm_slots:
        return "ksmd has nothing to look at: no process is mergeable"
    if ksm.knobs.pages_to_scan == 0 and not ksm.cursor.batch_left:
        return "pages_to_scan is 0"
    return ""


def last_looked_at(lab: Lab) -> int | None:
    """The page that cmp_and_merge_page saw last in the last command, None if that looked at none or was not told."""
    events = lab.last.events
    return next((event.slot for event in reversed(events) if event.function == "cmp_and_merge_page"), None)
