"""How many full scans pass until ksmd has looked at a page so many times."""

from __future__ import annotations

from ksmlab.ksm.smart_scan import MAX_AGE, YOUNG, skip_age
from ksmlab.lab import Lab
from ksmlab.scenario.model import Scan


def full_scans_to_visit(lab: Lab, slot: int) -> int:
    """Full scans after which ksmd has come by the page exactly once: 2 where it is past the page already, else 1."""
    ksm = lab.machine.ksm
    at = ksm.cursor.process
    if at is None:
        return 1
    process = lab.machine.memory.owner(slot)[0]
    if process not in ksm.mm_slots:
        return 2
    place, here = ksm.mm_slots.index(process), ksm.mm_slots.index(at)
    ahead = place > here or (place == here and lab.machine.memory.address(slot) >= ksm.cursor.address)
    return 1 if ahead else 2


def visits_for_looks(lab: Lab, slot: int, looks: int) -> int:
    """Visits until cmp_and_merge_page has seen the page `looks` times, those that smart scan leaves out included."""
    ksm = lab.machine.ksm
    if not ksm.knobs.smart_scan:
        return looks
    there = ksm.items.flags_at[slot]
    age = ksm.items.age_at[slot] if there else 0
    skips = ksm.items.remaining_skips_at[slot] if there else 0
    visits = 0
    while looks:
        visits += 1
        looked = age < YOUNG or not skips
        if looked:
            looks -= 1
            skips = skip_age(age) if age >= YOUNG else skips
        else:
            skips -= 1
        age = min(age + 1, MAX_AGE)
    return visits


def scan_for_looks(lab: Lab, slot: int, looks: int) -> Scan:
    """The scan step after which ksmd has looked at the page `looks` times, if nothing else changes."""
    return Scan(full_scans=full_scans_to_visit(lab, slot) + visits_for_looks(lab, slot, looks) - 1)


def skips_left(lab: Lab, slot: int) -> int:
    """How many of its next visits smart scan will leave out before it looks again."""
    return visits_for_looks(lab, slot, 1) - 1
