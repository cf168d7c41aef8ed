"""Why, for a page that waits in the unstable tree: where its equals are, and what keeps them from being partners."""

from __future__ import annotations

from ksmlab.ksm.stable_nodes import NONE
from ksmlab.lab import Lab
from ksmlab.memory.contents import ZERO
from ksmlab.scenario.model import Content, Madvise, Map, Pages, RegionSpec, Run, Scan, SetKnobs, Step
from ksmlab.snapshot.equals import equals_by_state, ksm_page_with_room
from ksmlab.snapshot.page import PageInfo
from ksmlab.snapshot.processes import locate
from ksmlab.snapshot.states import PageState, node_label
from ksmlab.snapshot.visits import scan_for_looks
from ksmlab.snapshot.why_answer import Why, start_ksmd

_NEW_REGION = "equal"
_ON_ITS_WAY = (PageState.PRIVATE, PageState.VOLATILE, PageState.LEFT_OVER, PageState.SKIPPED, PageState.COPIED)


def why_alone(lab: Lab, info: PageInfo) -> Why:
    """A page in the unstable tree whose contents are as they were when it was put there."""
    return (
        _zero(lab, info)
        or _ksm_page(lab, info)
        or _on_its_way(lab, info)
        or _other_node(lab, info)
        or _not_mergeable(lab, info)
        or _nobody(lab, info)
    )


def _zero(lab: Lab, info: PageInfo) -> Why | None:
    if info.content != ZERO:
        return None
    scan = scan_for_looks(lab, info.slot, 1)
    if lab.machine.ksm.knobs.use_zero_pages:
        return Why(
            _now(info),
            "It was put there before use_zero_pages was switched on.",
            "ksmd's next visit maps it to the kernel's zero page.",
            "ksmd's next visit",
            (*start_ksmd(lab), scan),
        )
    return Why(
        _now(info),
        "No other page of zeros has come by, and use_zero_pages is off.",
        "use_zero_pages=1 would map it to the kernel's zero page at ksmd's next visit.",
        "use_zero_pages",
        (SetKnobs(values={"use_zero_pages": 1}), *start_ksmd(lab), scan),
    )


def _ksm_page(lab: Lab, info: PageInfo) -> Why | None:
    room, full = ksm_page_with_room(lab, info.slot)
    if room != NONE:
        return Why(
            _now(info),
            f"KSM page {_label(lab, room)} is equal, but came to be after ksmd looked at this page.",
            "ksmd's next visit merges them.",
            "ksmd's next visit",
            (*start_ksmd(lab), scan_for_looks(lab, info.slot, 1)),
        )
    if full == NONE:
        return None
    most = lab.machine.ksm.knobs.max_page_sharing
    return Why(
        _now(info),
        f"KSM page {_label(lab, full)} is equal but full: max_page_sharing is {most}.",
        "One more equal page would make a second KSM page with this one; a larger max_page_sharing needs run=2 first.",
        "an equal page",
        _with_an_equal(lab, info),
    )


def _on_its_way(lab: Lab, info: PageInfo) -> Why | None:
    equals = equals_by_state(lab, info.slot)
    state = next((state for state in _ON_ITS_WAY if state in equals), None)
    if state is None:
        return None
    other = equals[state]
    if _node_of(lab, other) != _node_of(lab, info.slot):
        return None
    keeps = f"{lab.page_name(other)} is equal, but ksmd has yet to see it unchanged at two visits."
    if state in (PageState.SKIPPED, PageState.LEFT_OVER):
        keeps = f"{lab.page_name(other)} is equal, but ksmd has not looked at both in one full scan."
    steps: tuple[Step, ...] = (*start_ksmd(lab), *_without_smart_scan(lab), Scan(full_scans=4))
    return Why(_now(info), keeps, "A full scan in which ksmd looks at both merges them.", "ksmd's next visits", steps)


def _other_node(lab: Lab, info: PageInfo) -> Why | None:
    """Equal pages wait in another NUMA node's tree."""
    equals = [row for state, row in equals_by_state(lab, info.slot).items() if state != PageState.NOT_MERGEABLE]
    if lab.machine.ksm.knobs.merge_across_nodes or not equals:
        return None
    steps: tuple[Step, ...] = (
        Run(value=2),
        SetKnobs(values={"merge_across_nodes": 1}),
        Run(value=1),
        *_without_smart_scan(lab),
        Scan(full_scans=4),
    )
    return Why(
        _now(info),
        f"{lab.page_name(equals[0])} is equal, but lies on another NUMA node, which has trees of its own.",
        "merge_across_nodes=1 would merge them; it can be written only after run=2.",
        "merge_across_nodes",
        steps,
    )


def _not_mergeable(lab: Lab, info: PageInfo) -> Why | None:
    other = equals_by_state(lab, info.slot).get(PageState.NOT_MERGEABLE)
    if other is None or _node_of(lab, other) != _node_of(lab, info.slot):
        return None
    at = locate(lab, other)
    advise = Madvise(process=at.process, region=at.region, pages=Pages(((at.page, at.page),)), advice="mergeable")
    return Why(
        _now(info),
        f"{at} is equal, but not mergeable: ksmd may not look at it.",
        f"madvise(MADV_MERGEABLE) by {at.process} would make it a partner.",
        "madvise",
        (advise, *start_ksmd(lab), *_without_smart_scan(lab), Scan(full_scans=4)),
    )


def _nobody(lab: Lab, info: PageInfo) -> Why:
    return Why(
        _now(info),
        "No mergeable page holds the same.",
        "Another mergeable page with the same contents, unchanged at two visits, would merge with it.",
        "an equal page",
        _with_an_equal(lab, info),
    )


def _with_an_equal(lab: Lab, info: PageInfo) -> tuple[Step, ...]:
    """A new region of one page with the same contents, and the scans until both were looked at in one."""
    node = lab.machine.memory.owner(info.slot)[1].node
    contents = (Content("hex", lab.machine.memory.contents.page(info.content), 1),)
    region = RegionSpec(_new_name(lab, info.process), 1, contents, mergeable=True, node=node)
    mapped = Map(process=info.process, region=region)
    return (mapped, *start_ksmd(lab), *_without_smart_scan(lab), Scan(full_scans=4))


def _without_smart_scan(lab: Lab) -> tuple[Step, ...]:
    """Smart scan could pass one of two partners over for ever so long."""
    knobs = lab.machine.ksm.knobs
    return (SetKnobs(values={"smart_scan": 0}),) if lab.features.smart_scan and knobs.smart_scan else ()


def _new_name(lab: Lab, process: str) -> str:
    owner = lab.machine.memory.process(process)
    names = {region.name for region in owner.regions} if owner else set()
    return next(name for place in range(len(names) + 1) if (name := f"{_NEW_REGION}{place or ''}") not in names)


def _node_of(lab: Lab, slot: int) -> int:
    return lab.machine.ksm.nid(lab.machine.memory.pages.frame_at[slot])


def _label(lab: Lab, node: int) -> str:
    return node_label(lab.machine.ksm.serial(node))


def _now(info: PageInfo) -> str:
    return f"{info.name} waits in the unstable tree ({info.description})."
