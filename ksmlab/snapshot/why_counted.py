"""Why, for pages that are shared, or counted as if they were."""

from __future__ import annotations

from ksmlab.ksm.rmap_items import STABLE, ZERO_FLAG
from ksmlab.lab import Lab
from ksmlab.memory.contents import ZERO
from ksmlab.scenario.model import Scan, Step
from ksmlab.snapshot.page import PageInfo
from ksmlab.snapshot.states import PageState
from ksmlab.snapshot.visits import full_scans_to_visit, scan_for_looks
from ksmlab.snapshot.why_answer import Why, start_ksmd, write_own

_UNMERGED = {
    "none": "MADV_UNMERGEABLE and run=2 leave it shared: this kernel cannot tell it from any zero page.",
    "item_flag": "MADV_UNMERGEABLE alone leaves it shared until ksmd passes; run=2 gives it a page at once.",
    "dirty_pte": "MADV_UNMERGEABLE or run=2 would give it a page of zeros of its own at once.",
}


def zero_page(lab: Lab, info: PageInfo) -> Why:
    """A page that maps the kernel's zero page."""
    write = "A write would give it a page of its own"
    if info.state == PageState.ZERO_READ:
        keeps = "It takes no memory: it was read before it was written. ksmd passes over zero pages."
        if info.placed_by_ksm:
            keeps = "It takes no memory. KSM placed it, which this kernel does not know here: it is counted nowhere."
        return Why(f"{info.name} maps the kernel's zero page.", keeps, f"{write}.", "a write", (write_own(info),))
    tracking = lab.features.zero_page_tracking
    keeps = "It is merged already, with the kernel's zero page: use_zero_pages was on when ksmd looked at it."
    if not info.placed_by_ksm:
        keeps = "A read put it there, but its rmap_item is still flagged: the kernel takes it for KSM's and counts it."
    change = f"{write}. {_UNMERGED[tracking]}"
    return Why(f"{info.name} maps the kernel's zero page.", keeps, change, "a write", (write_own(info),))


def merged(lab: Lab, info: PageInfo) -> Why:
    """A page that maps a KSM page."""
    counted = lab.machine.ksm.items.head_at[info.slot] and info.item and info.item.node_label == info.node_label
    others = "nobody else" if not info.sharer_count else f"{info.sharer_count} other" + "s" * (info.sharer_count > 1)
    keeps = "It is merged already."
    if not counted:
        keeps = "It shares it since a fork and is not counted yet: ksmd's next visit gives it an rmap_item there."
    elif not info.sharer_count:
        keeps = "All others have left; the KSM page stays, for equal pages to come."
    return Why(
        f"{info.name} maps KSM page {info.node_label} ({info.description}) with {others}.",
        keeps,
        "A write would copy it; MADV_UNMERGEABLE or run=2 would give it a page of its own.",
        "a write",
        (write_own(info),),
    )


def copied(lab: Lab, info: PageInfo) -> Why:
    """A page that was copied, while its rmap_item still counts as shared."""
    if lab.machine.ksm.items.flags_at[info.slot] & ZERO_FLAG and not lab.machine.ksm.items.flags_at[info.slot] & STABLE:
        return _flagged_and_written(lab, info)
    label = info.item.node_label if info.item else ""
    return Why(
        f"{info.name} has a page of its own again ({info.description}).",
        f"Its rmap_item still counts on stable node {label}: pages_sharing falls only when ksmd comes by.",
        "ksmd's next visit takes the rmap_item off the node" + _stopped(lab),
        _event(lab),
        (*start_ksmd(lab), Scan(full_scans=full_scans_to_visit(lab, info.slot))),
    )


def _flagged_and_written(lab: Lab, info: PageInfo) -> Why:
    """The v3 series: the item remembers a zero page that is no more."""
    use_zero_pages = lab.machine.ksm.knobs.use_zero_pages
    now = f"{info.name} has a page of its own again ({info.description})."
    if info.content == ZERO and use_zero_pages:
        keeps = "Its rmap_item is still flagged as a zero page: ksmd takes it for merged, and counts it for ever."
        steps: tuple[Step, ...] = (write_own(info), *start_ksmd(lab), scan_for_looks(lab, info.slot, 2))
        return Why(now, keeps, "Writing something else would let ksmd find out, at its second visit.", "a write", steps)
    looks = 1 if info.item and info.item.unchanged else 2
    keeps = "It still counts in zero_pages_sharing: ksmd finds out only when its checksum was the same at two visits."
    if not use_zero_pages:
        looks += 1
        keeps = "It still counts in zero_pages_sharing: with use_zero_pages off ksmd does not look for that."
    visits = "Its next visit" if looks == 1 else f"{looks} visits of ksmd"
    steps = (*start_ksmd(lab), scan_for_looks(lab, info.slot, looks))
    return Why(now, keeps, f"{visits} would clear the flag{_stopped(lab)}", _event(lab), steps)


def gone(lab: Lab, info: PageInfo) -> Why:
    """Nothing is mapped, but there is still an item."""
    what = f"{info.process} has ended" if info.exited else f"Nothing is mapped at {info.name} any more"
    counts = "in pages_volatile"
    if info.item and "STABLE" in info.item.flags:
        counts = f"on stable node {info.item.node_label}"
    elif info.item and "UNSTABLE" in info.item.flags:
        counts = "in pages_unshared"
    return Why(
        f"{what}.",
        f"Its rmap_item is still there and counts {counts}: ksmd frees items only when it comes by.",
        f"ksmd's next pass over {info.process} frees it" + _stopped(lab),
        _event(lab),
        (*start_ksmd(lab), Scan(full_scans=2)),
    )


def _stopped(lab: Lab) -> str:
    run = lab.machine.ksm.knobs.run
    return "." if run == 1 else f", but ksmd is stopped (run is {run}): write 1 to run."


def _event(lab: Lab) -> str:
    return "ksmd's next visit" if lab.machine.ksm.knobs.run == 1 else "run"
