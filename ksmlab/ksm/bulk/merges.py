"""Insertions into the unstable tree, pairs that become stable nodes, and pages that join nodes: for a whole window."""

from __future__ import annotations

from array import array

import numpy as np

from ksmlab.ksm.bulk.groups import INSERT, MERGE_NEW, MERGE_OLD, PAIR, Roles, in_order
from ksmlab.ksm.bulk.tally import Tally
from ksmlab.ksm.bulk.visits import Visits
from ksmlab.ksm.rmap_items import EXISTS, STABLE, UNSTABLE
from ksmlab.ksm.stable_nodes import CHAIN, NONE
from ksmlab.ksm.state import Ksm
from ksmlab.ksm.tree_log import StableOps, UnstableOps
from ksmlab.memory.columns import as_run, ascending, distinct, pick


def commit_joining(
    ksm: Ksm, visits: Visits, at: np.ndarray, node: np.ndarray, counted: tuple[np.ndarray, np.ndarray], tally: Tally
) -> None:
    """Visits `at` (intp, ascending) merge into nodes (int32 each) that were there; counted: which, and how many into
    each."""
    if not len(at):
        return
    _join(ksm, visits, at, node, *counted)
    _tally_joined(at, tally)


def commit_alone(ksm: Ksm, visits: Visits, at: np.ndarray, tally: Tally) -> None:
    """Visits `at` (intp, ascending) go into the unstable tree; the index knows them."""
    if not len(at):
        return
    rows = visits.rows if len(at) == len(visits.rows) else visits.rows[at]
    _put_waiting(ksm, pick(rows))
    tally.add("pages_unshared", at)


def commit_roles(
    ksm: Ksm, visits: Visits, who: np.ndarray, roles: Roles | None, alone: np.ndarray, tally: Tally
) -> None:
    """Insertions and merges. who: intp, the visits that the roles are about, in order; alone: visits that are
    inserted too."""
    if roles is None:
        _log_unstable(ksm, visits.rows[alone], alone, *_no_taken)
        return
    sorted_visits = who if roles.in_order else who[roles.order]
    rows = visits.rows if roles.in_order and len(who) == len(visits.rows) else visits.rows[sorted_visits]
    inserted = np.flatnonzero(roles.role == INSERT)
    _insert(ksm, roles, rows, sorted_visits, inserted, tally)
    put_at = np.concatenate((alone, sorted_visits[inserted])) if len(alone) else sorted_visits[inserted]
    made = _pair(ksm, visits, roles, rows, sorted_visits, put_at, tally)
    _merge(ksm, visits, roles, rows, sorted_visits, made, tally)


_no_taken = (np.empty(0, np.intp), np.empty(0, np.intp), np.empty(0, np.int32))


def _put_waiting(ksm: Ksm, rows: slice | np.ndarray) -> None:
    ksm.unswept_items.flags[rows] |= UNSTABLE
    ksm.unswept_items.seqnr[rows] = ksm.cursor.seqnr & 0xFF


def _insert(
    ksm: Ksm, roles: Roles, rows: np.ndarray, sorted_visits: np.ndarray, inserted: np.ndarray, tally: Tally
) -> None:
    _put_waiting(ksm, rows[inserted])
    tally.add("pages_unshared", in_order(sorted_visits[inserted]))
    ends = np.append(roles.first[1:], len(rows)) - 1
    last = roles.role[ends]
    waits, taken = ends[last == INSERT], ends[(last == PAIR) | (last == MERGE_NEW)]
    ksm.index.waiting[roles.content[waits]] = rows[waits] + 1
    ksm.index.waiting[roles.content[taken]] = 0


def _pair(
    ksm: Ksm,
    visits: Visits,
    roles: Roles,
    rows: np.ndarray,
    sorted_visits: np.ndarray,
    put_at: np.ndarray,
    tally: Tally,
) -> np.ndarray:
    """New stable nodes; returns int32, the node made by each pairing page of `roles.pairing`."""
    pairing, group = roles.pairing, roles.group
    if not len(pairing):
        _log_unstable(ksm, visits.rows[put_at], put_at, *_no_taken)
        return np.empty(0, np.int32)
    items, nodes, frames = ksm.unswept_items, ksm.nodes, ksm.memory.frames
    follows = pairing > roles.first[group[pairing]] + roles.merged[group[pairing]]
    partner = np.where(follows, rows[pairing - 1], roles.partner[group[pairing]] - 1)
    at = sorted_visits[pairing]
    ordered = in_order(at)
    rank_at = np.empty(int(ordered[-1]) + 1, np.int32)
    rank_at[ordered] = np.arange(len(ordered), dtype=np.int32)
    rank = rank_at[at]
    by_visit = np.empty(len(at), np.intp)
    by_visit[rank] = np.arange(len(at))
    made: np.ndarray = nodes.take(len(pairing))[rank]
    kept, content = visits.frames[at], roles.content[pairing]
    nodes.kpfn[made], nodes.content[made] = kept, content
    nodes.rmap_hlist_len[made] = 2
    frames.holds[kept] = ~made
    frames.mapcount[kept] += 1
    old = ksm.memory.pages.frame[partner].copy()
    _log_unstable(ksm, visits.rows[put_at], put_at, partner, at, content)
    ksm.memory.pages.frame[partner] = kept
    if len(ksm.memory.processes) == 1:
        ksm.memory.unmap_plain_frames(old)
    else:  # two partners may be a page and its forked twin
        ksm.memory.unmap_frames(old)
    for some in (partner, rows[pairing]):
        items.flags[some] = EXISTS | STABLE
        items.head[some] = made
    _place_nodes(ksm, roles, made, at, by_visit, tally)
    tally.add("pages_unshared", ordered, -1)
    tally.add("pages_shared", ordered)
    _tally_joined(ordered, tally)
    _tally_partners(ksm, partner[by_visit], ordered, tally)
    return made


def _tally_partners(ksm: Ksm, partner: np.ndarray, at: np.ndarray, tally: Tally) -> None:
    if len(ksm.memory.processes) == 1:
        tally.add("merging_pages of 0", at)
        return
    owners = ksm.memory.owners(partner)
    for index in distinct(owners).tolist():
        tally.add(f"merging_pages of {index}", at[owners == index])


def _tally_joined(at: np.ndarray, tally: Tally) -> None:
    """Visits (ascending) that became one more page sharing a node."""
    tally.add("pages_sharing", at)
    tally.add("merging_pages", at)
    tally.add("merges", at)


def _log_unstable(
    ksm: Ksm,
    inserted: np.ndarray,
    inserted_at: np.ndarray,
    taken: np.ndarray,
    taken_at: np.ndarray,
    taken_contents: np.ndarray,
) -> None:
    """Remember which rows the unstable tree got and lost, and the visits that did it."""
    if not len(inserted) and not len(taken):
        return
    run = as_run(inserted) if not len(taken) and ascending(inserted) else None
    if run is not None:
        log = UnstableOps(run, _no_contents)
    else:
        by_visit = np.argsort(np.concatenate((inserted_at, taken_at)).astype(np.uint16), kind="stable")
        rows = np.concatenate((inserted, ~taken)).astype(np.int32)[by_visit]
        by_visit = np.argsort(taken_at.astype(np.uint16), kind="stable")
        log = UnstableOps(rows, taken_contents[by_visit].astype(np.int32))
    ksm.unstable_log.append(log)


_no_contents = np.empty(0, np.int32)


def _place_nodes(ksm: Ksm, roles: Roles, made: np.ndarray, at: np.ndarray, by_visit: np.ndarray, tally: Tally) -> None:
    """New nodes go into the tree, or as dups into the chain of their content."""
    nodes, group = ksm.nodes, roles.group[roles.pairing]
    opens = np.ones(len(made), bool)
    opens[1:] = group[1:] != group[:-1]
    fresh = opens & (roles.node[group] == NONE)
    ksm.index.stable[roles.content[roles.pairing[fresh]]] = made[fresh]
    chained = np.flatnonzero(~fresh)
    heads = np.flatnonzero(np.append(True, group[chained[1:]] != group[chained[:-1]])) if len(chained) else chained
    chains_at: list[int] = []
    replaced: list[tuple[int, int]] = []
    for dups in np.split(chained, heads[1:]) if len(chained) else ():
        content = int(roles.content[roles.pairing[dups[0]]])
        head = int(ksm.index.stable[content])
        if nodes.rmap_hlist_len_at[head] != CHAIN:
            chain = _make_chain(ksm, head, content)
            replaced.append((head, chain))
            chains_at.append(int(at[dups[0]]))
            head = chain
        nodes.dups[head][:0] = made[dups[::-1]].tolist()
        nodes.chain[made[dups]] = head
    born = np.sort(np.array(chains_at, np.int64))
    serials = nodes.created + np.arange(len(made)) + np.searchsorted(born, at[by_visit], "left")
    nodes.serial[made[by_visit]] = serials
    for (_, chain), visit in zip(replaced, chains_at, strict=True):
        nodes.serial_at[chain] = (
            nodes.created
            + int(np.searchsorted(at[by_visit], visit, "right"))
            + int(np.searchsorted(born, visit, "left"))
        )
    nodes.created += len(made) + len(chains_at)
    ordered = by_visit[fresh[by_visit]]
    fresh_nodes = made[ordered]
    ksm.stable_log.append(StableOps(as_run(fresh_nodes) or array("i", fresh_nodes.tobytes()), replaced))
    tally.add("stable_node_chains", born)
    tally.add("stable_node_dups", born)
    tally.add("stable_node_dups", np.sort(at[chained]))
    ksm.new_chains += [(chain, visit) for (_, chain), visit in zip(replaced, chains_at, strict=True)]


def _make_chain(ksm: Ksm, dup: int, content: int) -> int:
    """alloc_stable_node_chain without the tree, which follows from the log."""
    nodes = ksm.nodes
    chain = int(nodes.take(1)[0])
    nodes.rmap_hlist_len_at[chain] = CHAIN
    nodes.content_at[chain] = content
    nodes.dups[chain] = [dup]
    nodes.chain_at[dup] = chain
    ksm.index.stable[content] = chain
    return chain


def _merge(
    ksm: Ksm, visits: Visits, roles: Roles, rows: np.ndarray, sorted_visits: np.ndarray, made: np.ndarray, tally: Tally
) -> None:
    """Pages that join a stable node, one that was there or one that is new; a node's pages are neighbours."""
    old, new = np.flatnonzero(roles.role == MERGE_OLD), roles.merging
    if len(old):
        node = roles.target[roles.group[old]]
        starts = np.flatnonzero(np.append(True, node[1:] != node[:-1]))
        _join_sorted(ksm, visits, rows, sorted_visits, old, node[starts], np.diff(np.append(starts, len(node))))
    if len(new):
        counts = np.diff(np.append(np.searchsorted(new, roles.pairing), len(new)))
        _join_sorted(ksm, visits, rows, sorted_visits, new, made, counts)
    places = new if not len(old) else old if not len(new) else np.concatenate((old, new))
    if len(places):
        _tally_joined(in_order(sorted_visits[places]), tally)


def _join_sorted(
    ksm: Ksm,
    visits: Visits,
    rows: np.ndarray,
    sorted_visits: np.ndarray,
    places: np.ndarray,
    nodes: np.ndarray,
    counts: np.ndarray,
) -> None:
    """The pages at `places` join `nodes` (int32, different): the first counts[0] pages nodes[0], and so on."""
    _grow(ksm, nodes, counts)
    kept = np.repeat(ksm.nodes.kpfn[nodes], counts)
    _map(ksm, rows[places], visits.frames[sorted_visits[places]], np.repeat(nodes, counts), kept)


def _join(ksm: Ksm, visits: Visits, at: np.ndarray, node: np.ndarray, grown: np.ndarray, counts: np.ndarray) -> None:
    """Visits `at` map their nodes' pages; grown: the different nodes, counts: how many pages each gets."""
    _grow(ksm, grown, counts)
    _map(ksm, visits.rows[at], visits.frames[at], node, ksm.nodes.kpfn[node])


def _grow(ksm: Ksm, nodes: np.ndarray, counts: np.ndarray) -> None:
    """Different nodes (int32) get so many pages more each."""
    more = counts.astype(np.int32)
    ksm.nodes.rmap_hlist_len[nodes] += more
    ksm.memory.frames.mapcount[ksm.nodes.kpfn[nodes]] += more


def _map(ksm: Ksm, rows: np.ndarray, old: np.ndarray, node: np.ndarray, kept: np.ndarray) -> None:
    """Rows (intp) that mapped the plain frames `old` (int32) map `kept` (int32), the pages of their nodes (int32)."""
    ksm.memory.pages.frame[rows] = kept
    ksm.memory.unmap_plain_frames(old)
    ksm.unswept_items.flags[rows] = EXISTS | STABLE
    ksm.unswept_items.head[rows] = node
