"""Changes the state by what a window brought: items, entries, frames, nodes and chains."""

from __future__ import annotations

import numpy as np

from ksmlab.ksm.bulk.groups import INSERT, MERGE_NEW, MERGE_OLD, PAIR, Roles, ascending, in_order
from ksmlab.ksm.bulk.tally import Tally
from ksmlab.ksm.bulk.visits import Visits
from ksmlab.ksm.bulk.window import Window
from ksmlab.ksm.rmap_items import EXISTS, NO_CHECKSUM, NO_HEAD, SKIPPED, STABLE, UNSTABLE
from ksmlab.ksm.stable_nodes import CHAIN, NONE
from ksmlab.ksm.state import Ksm
from ksmlab.ksm.tree_log import StableOps, UnstableOps
from ksmlab.memory.address_space import ZERO_KSM


def pick(rows: np.ndarray) -> slice | np.ndarray:
    """The same rows (intp, ascending) as a slice, which is much cheaper, where there is no gap."""
    if len(rows) and len(rows) == rows[-1] - rows[0] + 1:
        return slice(int(rows[0]), int(rows[-1]) + 1)
    return rows


def commit_items(ksm: Ksm, window: Window, tally: Tally) -> None:
    """Items made, freed and aged; skipped ones leave the unstable tree's leftovers."""
    items = ksm.items
    new, freed, skipped = window.new, window.freed, window.skipped
    whole = len(new) == len(window.visited) and not len(skipped)
    fresh = window.index if whole else new
    items.oldchecksum[fresh] = NO_CHECKSUM
    if window.ages is not None and window.skips is not None:
        items.age[window.present] = window.ages
        items.remaining_skips[window.present] = window.skips
    elif len(new) and ksm.features.smart_scan:
        if items.age[fresh].any() or items.remaining_skips[fresh].any():
            items.age[fresh] = items.remaining_skips[fresh] = 0
    items.flags[fresh] = EXISTS
    if ksm.features.smart_scan:
        items.flags[window.index] &= 0xFF & ~SKIPPED
    items.flags[freed] = 0
    tally.add("rmap_items", window.new_at)
    tally.add("rmap_items", window.freed_at, -1)
    if len(skipped):
        waiting = items.flags[skipped] & UNSTABLE != 0
        items.flags[skipped] = (items.flags[skipped] & STABLE) | EXISTS | SKIPPED
        tally.add("pages_skipped", window.skipped_at)
        tally.add("pages_unshared", window.skipped_at[waiting], -1)


def commit_departures(ksm: Ksm, visits: Visits, tally: Tally) -> None:
    """Items leave the last pass's unstable tree, and stable nodes whose page their process has copied."""
    items = ksm.items
    items.flags[visits.rows[visits.waited]] = EXISTS
    tally.add("pages_unshared", visits.waited, -1)
    rows, left, nodes = visits.left_rows, visits.left_at, visits.left_nodes
    if not len(rows):
        return
    items.flags[rows] &= EXISTS | SKIPPED
    items.head[rows] = NO_HEAD
    if not ksm.features.stable_items_keep_age:
        items.oldchecksum[rows] = NO_CHECKSUM
        items.age[rows] = items.remaining_skips[rows] = 0
    lengths = ksm.nodes.rmap_hlist_len
    np.subtract.at(lengths, nodes, 1)
    if (ksm.nodes.chain[nodes] != NONE).any():
        ksm.chains_simple = False
    last = np.zeros(len(left), bool)
    emptied, place = np.unique(nodes[::-1], return_index=True)
    last[len(nodes) - 1 - place[lengths[emptied] == 0]] = True
    tally.add("pages_shared", left[last], -1)
    tally.add("pages_sharing", left[~last], -1)
    tally.add("merging_pages", left, -1)


def commit_forks(ksm: Ksm, visits: Visits, tally: Tally) -> None:
    """Forked KSM pages are hung on their nodes."""
    forked, nodes = visits.forked, visits.forked_nodes
    if not len(forked):
        return
    rows = visits.rows[forked]
    ksm.items.flags[rows] |= STABLE
    ksm.items.head[rows] = nodes
    lengths = ksm.nodes.rmap_hlist_len
    first = np.zeros(len(forked), bool)
    met, place = np.unique(nodes, return_index=True)
    first[place[lengths[met] == 0]] = True
    if (ksm.nodes.chain[nodes[first]] != NONE).any():
        ksm.chains_simple = False  # a dup that had lost its items takes pages again
    np.add.at(lengths, nodes, 1)
    tally.add("pages_shared", forked[first])
    tally.add("pages_sharing", forked[~first])
    tally.add("merging_pages", forked)


def commit_zero_pages(ksm: Ksm, visits: Visits, zero: np.ndarray, tally: Tally) -> None:
    """Visits `zero` (intp, ascending) become zero pages that KSM placed."""
    if not len(zero):
        return
    whole = len(zero) == len(visits.rows)
    ksm.memory.pages.frame[pick(visits.rows) if whole else visits.rows[zero]] = ZERO_KSM
    ksm.memory.unmap_frames(visits.frames if whole else visits.frames[zero])
    tally.add("merges", zero)
    if ksm.memory.zero_pages_tracked:
        tally.add("zero_pages", zero)


def commit_roles(ksm: Ksm, visits: Visits, who: np.ndarray, roles: Roles, tally: Tally) -> None:
    """Insertions and merges. who: intp, the visits that the roles are about, in order."""
    sorted_visits = who[roles.order]
    rows = visits.rows[sorted_visits]
    _insert(ksm, roles, rows, sorted_visits, tally)
    made = _pair(ksm, visits, roles, rows, sorted_visits, tally)
    _merge(ksm, visits, roles, rows, sorted_visits, made, tally)


def _insert(ksm: Ksm, roles: Roles, rows: np.ndarray, sorted_visits: np.ndarray, tally: Tally) -> None:
    inserted = roles.role == INSERT
    put = rows[inserted]
    items = ksm.items
    items.flags[put] |= UNSTABLE
    items.seqnr[put] = ksm.cursor.seqnr & 0xFF
    tally.add("pages_unshared", in_order(sorted_visits[inserted]))
    ends = np.append(roles.first[1:], len(rows)) - 1
    last = roles.role[ends]
    waits, taken = ends[last == INSERT], ends[(last == PAIR) | (last == MERGE_NEW)]
    ksm.index.waiting[roles.content[waits]] = rows[waits] + 1
    ksm.index.waiting[roles.content[taken]] = 0


def _pair(
    ksm: Ksm, visits: Visits, roles: Roles, rows: np.ndarray, sorted_visits: np.ndarray, tally: Tally
) -> np.ndarray:
    """New stable nodes; returns int32, the node made by each pairing page of `roles.pairing`."""
    pairing, group = roles.pairing, roles.group
    inserted = np.flatnonzero(roles.role == INSERT)
    if not len(pairing):
        _log_unstable(ksm, rows[inserted], sorted_visits[inserted], pairing, pairing, pairing)
        return np.empty(0, np.int32)
    items, nodes, frames = ksm.items, ksm.nodes, ksm.memory.frames
    follows = pairing > roles.first[group[pairing]] + roles.merged[group[pairing]]
    partner = np.where(follows, rows[pairing - 1], roles.partner[group[pairing]] - 1)
    at = sorted_visits[pairing]
    by_visit = np.argsort(at)
    made = np.empty(len(pairing), np.int32)
    first_node = nodes.extend(len(pairing))
    made[by_visit] = np.arange(first_node, first_node + len(pairing), dtype=np.int32)
    kept, content = visits.frames[at], roles.content[pairing]
    nodes.kpfn[made], nodes.content[made] = kept, content
    nodes.rmap_hlist_len[made] = 2
    frames.stable_node[kept] = made
    frames.mapcount[kept] += 1
    old = ksm.memory.pages.frame[partner].copy()
    _log_unstable(ksm, rows[inserted], sorted_visits[inserted], partner, at, content)
    ksm.memory.pages.frame[partner] = kept
    ksm.memory.unmap_frames(old)
    for some in (partner, rows[pairing]):
        items.flags[some] = EXISTS | STABLE
        items.head[some] = made
    _place_nodes(ksm, roles, made, at, by_visit, tally)
    ordered = at[by_visit]
    tally.add("pages_unshared", ordered, -1)
    tally.add("pages_shared", ordered)
    tally.add("pages_sharing", ordered)
    tally.add("merging_pages", ordered)
    tally.add("merges", ordered)
    _tally_partners(ksm, partner[by_visit], ordered, tally)
    return made


def _tally_partners(ksm: Ksm, partner: np.ndarray, at: np.ndarray, tally: Tally) -> None:
    owners = ksm.memory.owners(partner)
    for index in np.unique(owners).tolist():
        tally.add(f"merging_pages of {index}", at[owners == index])


def _log_unstable(
    ksm: Ksm,
    inserted: np.ndarray,
    inserted_at: np.ndarray,
    taken: np.ndarray,
    taken_at: np.ndarray,
    taken_contents: np.ndarray,
) -> None:
    """Remember insertions into and removals from the unstable tree, in the order of the visits that did them."""
    if not len(inserted) and not len(taken):
        return
    operations = np.concatenate((inserted, ~taken)).astype(np.int32)
    positions = np.concatenate((inserted_at, taken_at))
    if not ascending(positions):
        operations = operations[np.argsort(positions, kind="stable")]
    rows: np.ndarray | range = operations
    if not len(taken) and operations[-1] - operations[0] == len(operations) - 1:
        rows = range(int(operations[0]), int(operations[-1]) + 1)
    log = UnstableOps(rows, taken.astype(np.int32), taken_contents.astype(np.int32))
    ksm.unstable_log.append(log)


def _place_nodes(
    ksm: Ksm, roles: Roles, made: np.ndarray, at: np.ndarray, by_visit: np.ndarray, tally: Tally
) -> None:
    """New nodes go into the tree, or as dups into the chain of their content."""
    nodes, group = ksm.nodes, roles.group[roles.pairing]
    opens = np.ones(len(made), bool)
    opens[1:] = group[1:] != group[:-1]
    fresh = opens & (roles.node[group] == NONE)
    ksm.index.stable[roles.content[roles.pairing[fresh]]] = made[fresh]
    chained = np.flatnonzero(~fresh)
    chains_at: list[int] = []
    replaced: list[tuple[int, int]] = []
    for place in chained.tolist():
        content = int(roles.content[roles.pairing[place]])
        head = int(ksm.index.stable[content])
        if nodes.rmap_hlist_len_at[head] != CHAIN:
            chain = _make_chain(ksm, head, content)
            replaced.append((head, chain))
            chains_at.append(int(at[place]))
            head = chain
        nodes.dups[head].insert(0, int(made[place]))
        nodes.chain_at[made[place]] = head
    born = np.sort(np.array(chains_at, np.int64))
    serials = nodes.created + np.arange(len(made)) + np.searchsorted(born, at[by_visit], "left")
    nodes.serial[made[by_visit]] = serials
    for (_, chain), visit in zip(replaced, chains_at, strict=True):
        nodes.serial_at[chain] = nodes.created + int(np.searchsorted(at[by_visit], visit, "right")) + int(
            np.searchsorted(born, visit, "left")
        )
    nodes.created += len(made) + len(chains_at)
    ordered = by_visit[fresh[by_visit]]
    ksm.stable_log.append(StableOps(made[ordered], replaced))
    tally.add("stable_node_chains", born)
    tally.add("stable_node_dups", born)
    tally.add("stable_node_dups", np.sort(at[chained]))
    ksm.new_chains += [(chain, visit) for (_, chain), visit in zip(replaced, chains_at, strict=True)]


def _make_chain(ksm: Ksm, dup: int, content: int) -> int:
    """alloc_stable_node_chain without the tree, which follows from the log."""
    nodes = ksm.nodes
    chain = nodes.extend(1)
    nodes.rmap_hlist_len_at[chain] = CHAIN
    nodes.content_at[chain] = content
    nodes.dups[chain] = [dup]
    nodes.chain_at[dup] = chain
    ksm.index.stable[content] = chain
    return chain


def _merge(
    ksm: Ksm, visits: Visits, roles: Roles, rows: np.ndarray, sorted_visits: np.ndarray, made: np.ndarray, tally: Tally
) -> None:
    """Pages that join a stable node, one that was there or one that is new."""
    items, nodes, frames = ksm.items, ksm.nodes, ksm.memory.frames
    joins = (roles.role == MERGE_OLD) | (roles.role == MERGE_NEW)
    places = np.flatnonzero(joins)
    if not len(places):
        return
    node = np.empty(len(rows), np.int32)
    node[places] = roles.target[roles.group[places]]
    new = np.flatnonzero(roles.role == MERGE_NEW)
    if len(new):
        node_at = np.empty(len(rows), np.int32)
        node_at[roles.pairing] = made
        node[new] = node_at[roles.pairing_of]
    node = node[places]
    at = sorted_visits[places]
    joined = rows[places]
    starts = np.flatnonzero(np.append(True, node[1:] != node[:-1]))  # a node's pages are neighbours
    grown, counts = node[starts], np.diff(np.append(starts, len(node)))
    nodes.rmap_hlist_len[grown] += counts.astype(np.int32)
    frames.mapcount[nodes.kpfn[grown]] += counts.astype(np.int32)
    ksm.memory.pages.frame[joined] = nodes.kpfn[node]
    ksm.memory.unmap_frames(visits.frames[at])
    items.flags[joined] = EXISTS | STABLE
    items.head[joined] = node
    ordered = in_order(at)
    tally.add("pages_sharing", ordered)
    tally.add("merging_pages", ordered)
    tally.add("merges", ordered)


__all__ = [
    "commit_departures",
    "commit_forks",
    "commit_items",
    "commit_roles",
    "commit_zero_pages",
]
