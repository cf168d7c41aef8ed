"""One window of the scan in bulk: from the cursor's place to where the window, the budget or the knowledge ends."""

from __future__ import annotations

from ksmlab.ksm.bulk.commit import commit_departures, commit_forks, commit_items, commit_zero_pages
from ksmlab.ksm.bulk.cut import finish
from ksmlab.ksm.bulk.knowledge import stable_is_known
from ksmlab.ksm.bulk.merges import commit_alone, commit_joining, commit_roles
from ksmlab.ksm.bulk.partly import scan_partly
from ksmlab.ksm.bulk.plan import Plan, is_independent, plan_checksum_first, plan_stable_tree_first
from ksmlab.ksm.bulk.settled import REFUSED, note_settled, scan_settled
from ksmlab.ksm.bulk.tally import Tally
from ksmlab.ksm.bulk.visits import Visits, look
from ksmlab.ksm.bulk.walked import walk_waiting
from ksmlab.ksm.bulk.window import Window, open_window
from ksmlab.ksm.recorder import Recorder
from ksmlab.ksm.state import Ksm
from ksmlab.memory.address_space import Process, Vma


def scan_window(ksm: Ksm, process: Process, vma: Vma, most_visits: int, recorder: Recorder | None) -> int:
    """Scan what comes next in this VMA, at most so many visits; returns the wake-ups that ended, or REFUSED: walk."""
    settled = scan_settled(ksm, process, vma, most_visits, recorder)
    if settled != REFUSED:
        return settled
    window = open_window(ksm, process, vma, most_visits)
    visits = look(ksm, window) if window is not None else None
    if window is None or visits is None:
        return REFUSED
    planned = _plan(ksm, window, visits)
    if planned is None:
        return scan_partly(ksm, window, visits, most_visits, recorder)
    tally = Tally(ksm, len(window.visited))
    _commit(ksm, window, visits, planned, tally)
    walked = walk_waiting(ksm, visits, planned.walked, tally.ends) if len(planned.walked) else None
    return finish(ksm, window, tally, recorder, walked)


def _plan(ksm: Ksm, window: Window, visits: Visits) -> Plan | None:
    """What to do with the window all at once; None if something in it is not known without a walk."""
    if len(visits.plain) or len(visits.forked) or len(visits.left_rows):
        if not stable_is_known(ksm):
            return None
        ksm.index.know_stable(ksm)
        if not ksm.waiting_changed:
            ksm.index.know_waiting(ksm)
    else:
        note_settled(ksm, window)
    plan = plan_checksum_first if ksm.features.checksum_before_stable_search else plan_stable_tree_first
    planned = plan(ksm, visits)
    if planned is not None and is_independent(ksm, visits, planned):
        return planned
    ksm.index.forget_waiting()  # the plan may have noted pages in it
    return None


def _commit(ksm: Ksm, window: Window, visits: Visits, plan: Plan, tally: Tally) -> None:
    tally.add_every_visit("visits")
    commit_items(ksm, window, tally)
    commit_departures(ksm, visits, tally)
    commit_forks(ksm, visits, tally)
    if len(plan.stored) == len(visits.rows):
        ksm.unswept_items.oldchecksum[window.index] = visits.contents
    else:
        ksm.unswept_items.oldchecksum[visits.rows[plan.stored]] = visits.contents[plan.stored]
    commit_zero_pages(ksm, visits, plan.zero, tally)
    commit_alone(ksm, visits, plan.alone, tally)
    commit_joining(ksm, visits, plan.joining, plan.nodes, plan.counted, tally)
    commit_roles(ksm, visits, plan.who, plan.roles, plan.alone, tally)
    tally.add("checksums", plan.checksummed)
    tally.add("searches", plan.searching)
    tally.add("searches", plan.waiting_searches)
    tally.add("searches", visits.forked)


__all__ = ["REFUSED", "scan_window"]
