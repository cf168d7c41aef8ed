"""Why is this page not merged now? One sentence for what it is, one for what keeps it, one for what would change it."""

from __future__ import annotations

from ksmlab.lab import Lab
from ksmlab.scenario.model import Madvise
from ksmlab.snapshot import why_counted, why_waiting
from ksmlab.snapshot.page import PageInfo, page_info
from ksmlab.snapshot.states import PageState
from ksmlab.snapshot.why_answer import Why, page_of, write_own


def why(lab: Lab, slot: int) -> Why:
    """What keeps the page of this row from being merged now, and what would change it, under the lab's kernel."""
    info = page_info(lab, slot, sharers=4)
    match info.state:
        case PageState.UNTOUCHED:
            return _untouched(info)
        case PageState.ZERO_KSM | PageState.ZERO_READ:
            return why_counted.zero_page(lab, info)
        case PageState.MERGED:
            return why_counted.merged(lab, info)
        case PageState.COPIED:
            return why_counted.copied(lab, info)
        case PageState.GONE:
            return why_counted.gone(lab, info)
        case PageState.NOT_MERGEABLE:
            return _not_mergeable(lab, info)
        case PageState.UNSTABLE:
            return why_waiting.unstable(lab, info)
        case _:
            return why_waiting.not_waiting(lab, info)


def _untouched(info: PageInfo) -> Why:
    if info.exited:
        return Why(f"{info.process} has ended; nothing is mapped at {info.name}.", "", "Nothing will change it.", "")
    if info.vma is None:
        return Why(f"Nothing is mapped at {info.name} any more.", "There is no memory to merge.", "", "")
    return Why(
        f"Nothing is mapped at {info.name}.",
        "There is no page to merge: nobody has touched it.",
        "A write gives it a page; a read maps the kernel's zero page, which ksmd passes over.",
        "a write",
        (write_own(info),),
    )


def _not_mergeable(lab: Lab, info: PageInfo) -> Why:
    ways = "madvise(MADV_MERGEABLE)"
    if lab.features.merge_any:
        ways += " or prctl(PR_SET_MEMORY_MERGE)"
    counted = " Its rmap_item is still counted, until ksmd next passes." if info.item else ""
    return Why(
        f"{info.name} is {info.process}'s own page ({info.description}).",
        f"ksmd must not look at it: its memory is not mergeable.{counted}",
        f"{ways} by {info.process} would let ksmd look.",
        "madvise",
        (Madvise(process=info.process, region=info.region, pages=page_of(info), advice="mergeable"),),
    )
