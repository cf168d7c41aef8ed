"""What the nodes of the trees are: stable nodes, chains with their dups, pages that wait."""

from __future__ import annotations

from dataclasses import dataclass

from ksmlab.ksm.chains import is_page_sharing_candidate
from ksmlab.ksm.rmap_items import UNSTABLE
from ksmlab.ksm.stable_nodes import NONE
from ksmlab.ksm.stale_nodes import is_stale
from ksmlab.ksm.unstable_tree import get_mergeable_page
from ksmlab.lab import Lab
from ksmlab.snapshot.states import node_label


@dataclass(frozen=True, slots=True)
class Dup:
    """A stable node in a chain, as `Node`."""

    id: int
    serial: int
    label: str
    frame: int
    sharers: int
    full: bool
    stale: bool


@dataclass(frozen=True, slots=True)
class Node:
    """A node for people.

    label    the stable node's name, or the page's in the unstable tree
    content  id, -1 for nothing; `description` in a few characters. Of a waiting page: what it holds now
    frame    of the KSM page or the waiting page, -1 for a chain and for a page that is gone
    sharers  rmap_items on the stable node (all dups' together for a chain); 1 for a waiting page
    full     as many as max_page_sharing allows; a chain is full when every dup is
    stale    its page was freed: the next search that passes tears it down. A search ends at a stale waiting page
    slot     the waiting page, -1 in the stable tree
    dups     of a chain, in the order of its list
    """

    serial: int
    label: str
    content: int
    description: str
    frame: int
    sharers: int
    full: bool
    stale: bool
    is_chain: bool
    slot: int
    dups: tuple[Dup, ...] = ()


def describe(lab: Lab, which: str, node: int) -> Node:
    """A node of the stable tree by its row, of the unstable tree by its slot."""
    return stable_node(lab, node) if which == "stable" else waiting_page(lab, node)


def stable_node(lab: Lab, node: int) -> Node:
    """A stable node or a chain."""
    ksm = lab.machine.ksm
    nodes, contents = ksm.nodes, lab.machine.memory.contents
    serial, content = nodes.serial_at[node], nodes.content_at[node]
    chain = nodes.is_chain(node)
    dups = tuple(_dup(lab, dup) for dup in nodes.dups[node]) if chain else ()
    return Node(
        serial=serial,
        label=node_label(serial),
        content=content,
        description=contents.describe(content),
        frame=nodes.frame(node),
        sharers=sum(dup.sharers for dup in dups) if chain else nodes.rmap_hlist_len_at[node],
        full=all(dup.full for dup in dups) if chain else _is_full(lab, node),
        stale=all(dup.stale for dup in dups) if chain else is_stale(ksm, node),
        is_chain=chain,
        slot=-1,
        dups=dups,
    )


def node_of_frame(lab: Lab, frame: int) -> int | None:
    """The node of the stable tree that stands for a frame: its own or its chain; None for one that is no KSM page."""
    nodes = lab.machine.ksm.nodes
    node = lab.machine.memory.frames.stable_node(frame) if frame >= 0 else NONE
    if node == NONE:
        return None
    chain = nodes.chain_at[node]
    return chain if chain != NONE else node


def node_of_page(lab: Lab, slot: int) -> int | None:
    """The node of the stable tree whose page a row of the page table maps, as `node_of_frame`."""
    return node_of_frame(lab, lab.machine.memory.pages.frame_at[slot])


def waiting_page(lab: Lab, slot: int) -> Node:
    """A page in the unstable tree, as the tree meets it now: its contents may have changed since it was put there."""
    ksm, memory = lab.machine.ksm, lab.machine.memory
    frame = get_mergeable_page(ksm, slot)
    content = ksm.content(frame) if frame >= 0 else -1
    return Node(
        serial=-1,
        label=lab.page_name(slot),
        content=content,
        description=memory.contents.describe(content) if content >= 0 else "nothing",
        frame=frame,
        sharers=1,
        full=False,
        stale=frame < 0 or not ksm.items.flags_at[slot] & UNSTABLE,
        is_chain=False,
        slot=slot,
    )


def _dup(lab: Lab, dup: int) -> Dup:
    nodes = lab.machine.ksm.nodes
    serial = nodes.serial_at[dup]
    return Dup(
        dup,
        serial,
        node_label(serial),
        nodes.frame(dup),
        nodes.rmap_hlist_len_at[dup],
        _is_full(lab, dup),
        is_stale(lab.machine.ksm, dup),
    )


def _is_full(lab: Lab, node: int) -> bool:
    length = lab.machine.ksm.nodes.rmap_hlist_len_at[node]
    return bool(length) and not is_page_sharing_candidate(lab.machine.ksm, node)
