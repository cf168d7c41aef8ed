"""Why, for pages of a process's own that ksmd may look at: not seen twice, passed over, waiting without a partner."""

from __future__ import annotations

from ksmlab.ksm.stable_nodes import NONE
from ksmlab.lab import Lab
from ksmlab.memory.contents import ZERO
from ksmlab.scenario.model import Madvise, SetKnobs, Step
from ksmlab.snapshot.equals import ksm_page_with_room, siblings
from ksmlab.snapshot.page import PageInfo
from ksmlab.snapshot.states import PageState, node_label
from ksmlab.snapshot.visits import scan_for_looks, skips_left
from ksmlab.snapshot.why_answer import Why, page_of, start_ksmd, write_own


def not_waiting(lab: Lab, info: PageInfo) -> Why:
    """Private, volatile, skipped, or left over from the last full scan: ksmd has to come by."""
    return (
        _not_scanned(lab, info)
        or _skipped(lab, info)
        or _same_frame(lab, info)
        or _private(lab, info)
        or _left_over(lab, info)
        or _not_seen_twice(lab, info)
        or _next_look(lab, info)
    )


def unstable(lab: Lab, info: PageInfo) -> Why:
    """In the unstable tree."""
    from ksmlab.snapshot import why_alone

    if info.item and not info.item.unchanged:
        return Why(
            f"{info.name} was put into the unstable tree and written to since ({info.description}).",
            "It lies where its old contents belong, and its checksum is no longer the remembered one.",
            "ksmd's next visit takes it out and remembers the new checksum" + _stopped(lab),
            _event(lab),
            (*start_ksmd(lab), scan_for_looks(lab, info.slot, 1)),
        )
    return why_alone.why_alone(lab, info)


def looks_needed(lab: Lab, info: PageInfo) -> int:
    """Looks until ksmd searches the trees for this page: 1 when its checksum is known, 2 when it is not."""
    if info.item and info.item.unchanged:
        return 1
    if not lab.features.checksum_before_stable_search and ksm_page_with_room(lab, info.slot)[0] != NONE:
        return 1
    return 2


def _not_scanned(lab: Lab, info: PageInfo) -> Why | None:
    ksm = lab.machine.ksm
    scan = scan_for_looks(lab, info.slot, looks_needed(lab, info))
    if ksm.knobs.run != 1:
        keeps = f"ksmd is stopped: run is {ksm.knobs.run}."
        return Why(_now(info), keeps, "Writing 1 to run starts it.", "run", (*start_ksmd(lab), scan))
    if ksm.knobs.pages_to_scan == 0 and not ksm.cursor.batch_left:
        steps: tuple[Step, ...] = (SetKnobs(values={"pages_to_scan": 100}), scan)
        keeps = "ksmd wakes but looks at nothing: pages_to_scan is 0."
        return Why(_now(info), keeps, "Write a larger number to it.", "pages_to_scan", steps)
    if lab.machine.memory.owner(info.slot)[0] in ksm.mm_slots:
        return None
    advise = [Madvise(process=info.process, region=info.region, pages=page_of(info), advice=advice)
              for advice in ("unmergeable", "mergeable")]  # fmt: skip
    return Why(
        _now(info),
        f"ksmd has forgotten {info.process}: it met nothing mergeable there when it came by last.",
        "madvise(MADV_UNMERGEABLE), then MADV_MERGEABLE, would register it again.",
        "madvise",
        (*advise, scan),
    )


def _skipped(lab: Lab, info: PageInfo) -> Why | None:
    left = skips_left(lab, info.slot)
    if not left and info.state != PageState.SKIPPED:
        return None
    age = info.item.age if info.item else 0
    keeps = f"Smart scan passed it over, at an age of {age} visits."
    if left:
        keeps = f"Smart scan passes it over at {left} more visit{'s' if left > 1 else ''}: its age is {age} visits."
    if not left:
        scan = scan_for_looks(lab, info.slot, 1)
        return Why(_now(info), keeps, "At its next visit ksmd looks at it again.", "ksmd's next visit", (scan,))
    off = SetKnobs(values={"smart_scan": 0})
    scan = scan_for_looks(lab, info.slot, 1 + left)  # as many full scans as with smart scan, and more looks
    return Why(_now(info), keeps, "With smart_scan=0 ksmd would look at every visit.", "smart_scan", (off, scan))


def _same_frame(lab: Lab, info: PageInfo) -> Why | None:
    from ksmlab.snapshot.cells import page_states

    waiting = [row for row in siblings(lab, info.slot).tolist() if page_states(lab, row, row)[0] == PageState.UNSTABLE]
    if not waiting or looks_needed(lab, info) > 1:
        return None
    other = lab.page_name(waiting[0])
    return Why(
        _now(info),
        f"It shares its frame with {other} since a fork, which waits in the unstable tree: no frame merges itself.",
        "A third page with the same contents would take both; a write would part them.",
        "a write",
        (write_own(info), scan_for_looks(lab, info.slot, 2)),
    )


def _private(lab: Lab, info: PageInfo) -> Why | None:
    if info.state != PageState.PRIVATE:
        return None
    then = "remembers its checksum; the visit after that may merge it"
    if looks_needed(lab, info) == 1:
        then = "merges it at once: this kernel searches the stable tree before it asks for the checksum"
    return Why(
        _now(info),
        "ksmd has not come by yet.",
        f"Its first visit {then}.",
        "ksmd's next visit",
        (scan_for_looks(lab, info.slot, 1),),
    )


def _left_over(lab: Lab, info: PageInfo) -> Why | None:
    if info.state != PageState.LEFT_OVER:
        return None
    return Why(
        f"{info.name} ({info.description}) waited in the unstable tree of the last full scan.",
        "That tree is forgotten, and in this full scan ksmd has not come by yet.",
        "ksmd's next visit searches the trees again, if nobody writes to it.",
        "ksmd's next visit",
        (scan_for_looks(lab, info.slot, 1),),
    )


def _not_seen_twice(lab: Lab, info: PageInfo) -> Why | None:
    if looks_needed(lab, info) == 1:
        return None
    known = info.item and info.item.checksum is not None
    seen = "it was written to since" if known else "its checksum has never been taken"
    return Why(
        _now(info),
        f"ksmd merges only what it saw unchanged at two visits: {seen}.",
        f"Two more visits, if nobody writes to it; then {_then(lab, info)}.",
        "ksmd's next visits",
        (scan_for_looks(lab, info.slot, 2),),
    )


def _next_look(lab: Lab, info: PageInfo) -> Why:
    last = _blocked(lab, info)
    keeps = "ksmd remembers its checksum and has yet to find it unchanged at a second visit."
    if last:
        keeps = f"Its last search gave up: {last}."
    return Why(
        _now(info),
        keeps,
        f"At ksmd's next visit, if nobody writes to it, {_then(lab, info)}.",
        "ksmd's next visit",
        (scan_for_looks(lab, info.slot, 1),),
    )


def _blocked(lab: Lab, info: PageInfo) -> str:
    """Why the page's last search of the unstable tree ended, if that was in the last command."""
    for event in reversed(lab.last.events):
        if event.slot == info.slot and event.outcome == "blocked" and event.other >= 0:
            return f"{lab.page_name(event.other)}, met in the unstable tree, was gone, not mergeable or the same frame"
    return ""


def _then(lab: Lab, info: PageInfo) -> str:
    knobs = lab.machine.ksm.knobs
    room, full = ksm_page_with_room(lab, info.slot)
    if info.content == ZERO and knobs.use_zero_pages and lab.features.checksum_before_stable_search:
        return "use_zero_pages maps it to the kernel's zero page"
    if room != NONE:
        return f"it merges with KSM page {node_label(lab.machine.ksm.serial(room))}, which is equal"
    if info.content == ZERO and knobs.use_zero_pages:
        return "use_zero_pages maps it to the kernel's zero page"
    if full != NONE:
        return f"it waits: KSM page {node_label(lab.machine.ksm.serial(full))} is equal but full"
    return "it merges with an equal page, or waits for one in the unstable tree"


def _now(info: PageInfo) -> str:
    return f"{info.name} is {info.process}'s own page ({info.description})."


def _stopped(lab: Lab) -> str:
    run = lab.machine.ksm.knobs.run
    return "." if run == 1 else f", but ksmd is stopped (run is {run}): write 1 to run."


def _event(lab: Lab) -> str:
    return "ksmd's next visit" if lab.machine.ksm.knobs.run == 1 else "run"
