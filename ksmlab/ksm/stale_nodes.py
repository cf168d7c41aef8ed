"""Stable nodes that have lost their page: seen by whoever comes for it (ksm_get_folio), and torn down at once."""

from __future__ import annotations

import numpy as np

from ksmlab.ksm.stable_nodes import NONE
from ksmlab.ksm.stale_items import may_retire, sweep_if_many
from ksmlab.ksm.state import Ksm


def is_stale(ksm: Ksm, node: int) -> bool:
    """ksm_get_folio finds that the node's page was freed."""
    return bool(ksm.nodes.kpfn_at[node] < 0)


def get_node(ksm: Ksm, node: int) -> bool:
    """ksm_get_folio: True if the node's page is there; a stale node is torn down at once."""
    if is_stale(ksm, node):
        remove_node_from_stable_tree(ksm, node)
        return False
    return True


def remove_node_from_stable_tree(ksm: Ksm, node: int) -> None:
    """Tear a node down: its items leave the stable tree, with the counters of every process that shared the page."""
    nodes, counters = ksm.nodes, ksm.counters
    length = nodes.rmap_hlist_len_at[node]
    tree = ksm.stable_tree(nodes.nid_at[node])  # made before the node's number may be another's
    ksm.removed_nodes += 1
    if ksm.trace is not None:
        ksm.tell("remove_node_from_stable_tree", "stale node removed", node=node)
    retires = False
    if length:
        counters.pages_shared -= 1
        counters.pages_sharing -= length - 1
        retires = may_retire(ksm)
        if retires:
            ksm.memory.processes[0].merging_pages -= length
        else:
            _release_items(ksm, ksm.stale_items.rows(ksm, node))
    if nodes.chain_at[node] != NONE:
        nodes.dups[nodes.chain_at[node]].remove(node)
        ksm.chains_simple = False
        counters.stable_node_dups -= 1
    else:
        tree.erase(node)
        ksm.index.put_stable(nodes.content_at[node], NONE)
    if retires:
        nodes.retire(node)
        sweep_if_many(ksm)
    else:
        nodes.free(node)


def may_retire_together(ksm: Ksm) -> bool:
    """All nodes may be retired, are of one tree, and in no chain; nobody wants to hear of each."""
    return ksm.trace is None and not ksm.nodes.dups and ksm.one_tree and may_retire(ksm)


def retire_together(ksm: Ksm, stale: list[int]) -> None:
    """Tear nodes down in this order, but for those that already were for a page before; the tree is told when somebody
    needs its shape."""
    if ksm.stable_log:
        ksm.stable_tree(0)  # they are in it
    nodes = ksm.nodes
    retired = [node for node in dict.fromkeys(stale) if nodes.rmap_hlist_len_at[node] > 0]
    items = sum(nodes.rmap_hlist_len_at[node] for node in retired)
    for node in retired:
        nodes.retire(node)
        ksm.index.put_stable(nodes.content_at[node], NONE)
    ksm.unerased += retired
    ksm.removed_nodes += len(retired)
    ksm.counters.pages_shared -= len(retired)
    ksm.counters.pages_sharing -= items - len(retired)
    ksm.memory.processes[0].merging_pages -= items
    sweep_if_many(ksm)


def _release_items(ksm: Ksm, slots: np.ndarray) -> None:
    """The items (rows) of a node that goes lose all flags."""
    items = ksm.items
    items.leave_stable_nodes(slots)
    for slot in slots.tolist():
        ksm.memory.owner(slot)[0].merging_pages -= 1
        if not ksm.features.stable_items_keep_age:
            items.forget_history(slot)
