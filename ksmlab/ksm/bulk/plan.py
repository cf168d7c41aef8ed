"""What is to be done with a window's visits, and whether it can be done all at once."""

from __future__ import annotations

import numpy as np

from ksmlab.ksm.bulk.easy import sort_out
from ksmlab.ksm.bulk.groups import (
    BLOCKED,
    INSERT,
    MERGE_NEW,
    MERGE_OLD,
    PAIR,
    WALK,
    Roles,
    assign_roles,
    in_order,
)
from ksmlab.ksm.bulk.visits import Visits, becomes_zero_page
from ksmlab.ksm.stable_nodes import NONE
from ksmlab.ksm.state import Ksm
from ksmlab.memory.columns import among, distinct, without


class Plan:
    """What is to be done, as visits (intp, ascending) but for `roles` and `nodes`.

    who takes roles, and which; zero: who becomes a zero page; stored: whose checksum is stored; joining: who merges
    into `nodes`
    (`counted`: which nodes, how many into each);
    alone: who is inserted; walked: who walks. The others are for the clock: who is checksummed and who searches
    which tree.
    """

    __slots__ = (
        "alone",
        "checksummed",
        "counted",
        "joining",
        "nodes",
        "roles",
        "searching",
        "stored",
        "waiting_searches",
        "walked",
        "who",
        "zero",
    )

    def __init__(self, who: np.ndarray, roles: Roles | None) -> None:
        self.who, self.roles = who, roles
        self.zero = self.stored = self.checksummed = self.searching = np.empty(0, np.intp)
        self.waiting_searches = self.walked = self.joining = self.alone = np.empty(0, np.intp)
        self.nodes = np.empty(0, np.int32)
        self.counted = self.nodes, self.nodes
        if roles is not None:
            self.walked = in_order(who[roles.order[roles.role == WALK]])


def plan_checksum_first(ksm: Ksm, visits: Visits) -> Plan | None:
    """From 6.11 on: pages whose checksum changed are done; zero pages next; the others search."""
    plain = visits.plain
    contents = visits.contents if len(plain) == len(visits.rows) else visits.contents[plain]
    plan = Plan(plain[:0], None)
    if visits.changed.all():
        plan.stored = plan.checksummed = plain
        return plan
    zero = becomes_zero_page(ksm, contents) & ~visits.changed
    searching = ~visits.changed & ~zero
    every = bool(searching.all())
    who = plain if every else plain[searching]
    searches = _plan_searches(ksm, visits, who, contents if every else contents[searching])
    if searches is None:
        return None
    plan = searches
    plan.zero, plan.stored, plan.checksummed = plain[zero], plain[visits.changed], plain
    plan.searching = who if not len(plan.walked) else without(who, plan.walked)
    return plan


def _plan_searches(ksm: Ksm, visits: Visits, who: np.ndarray, contents: np.ndarray) -> Plan | None:
    """The easy ones first, unless items leave or join nodes in this window; the others are grouped."""
    if not len(who):
        return Plan(who, None)
    if len(visits.left_rows) or len(visits.forked):
        roles = assign_roles(ksm, contents, None, None, ksm.waiting_changed)
        if roles is None:
            return None
        plan = Plan(who, roles)
        plan.waiting_searches = _waiting_searches(plan)
        return plan
    easy = sort_out(ksm, contents, visits.rows if len(who) == len(visits.rows) else visits.rows[who])
    every = len(easy.others) == len(who)
    others, roles = who if every else who[easy.others], None
    if len(others):
        roles = assign_roles(ksm, contents if every else contents[easy.others], None, None, ksm.waiting_changed)
        if roles is None:
            return None
    plan = Plan(others, roles)
    plan.joining, plan.nodes, plan.counted, plan.alone = who[easy.joining], easy.nodes, easy.counted, who[easy.alone]
    searches = _waiting_searches(plan)
    plan.waiting_searches = in_order(np.concatenate((plan.alone, searches))) if len(searches) else plan.alone
    return plan


def plan_stable_tree_first(ksm: Ksm, visits: Visits) -> Plan | None:
    """To 6.10: every page searches the stable tree; what finds no room there is checked, zeroed or inserted."""
    plain = visits.plain
    if not len(plain):
        return Plan(plain, None)
    contents = visits.contents if len(plain) == len(visits.rows) else visits.contents[plain]
    zero = becomes_zero_page(ksm, contents)
    roles = assign_roles(ksm, contents, ~visits.changed, zero, ksm.waiting_changed)
    if roles is None:
        return None
    merged = np.zeros(len(plain), bool)
    merged[roles.order[(roles.role == MERGE_OLD) | (roles.role == MERGE_NEW)]] = True
    walks = np.zeros(len(plain), bool)
    walks[roles.order[roles.role == WALK]] = True
    left_over = ~merged & ~walks
    plan = Plan(plain, roles)
    plan.zero = plain[zero & left_over & ~visits.changed]
    plan.stored = plain[visits.changed & left_over]
    plan.checksummed, plan.searching = plain[left_over], plain[~walks]
    plan.waiting_searches = _waiting_searches(plan)
    return plan


def _waiting_searches(plan: Plan) -> np.ndarray:
    """Visits that come to the unstable tree (intp, ascending)."""
    if plan.roles is None:
        return np.empty(0, np.intp)
    role = plan.roles.role
    reached = (role == INSERT) | (role == PAIR) | (role == BLOCKED)
    return in_order(plan.who[plan.roles.order[reached]])


def is_independent(ksm: Ksm, visits: Visits, plan: Plan) -> bool:
    """No page of the window changes what another one of it finds, but for what the roles know."""
    if len(visits.left_nodes) and len(visits.forked_nodes) and _may_empty(ksm, visits):
        return False
    if plan.roles is None:
        return True
    if (ksm.nodes.chain[visits.left_nodes] != NONE).any():
        return False  # who passes the chain later in this window may move its dups
    if _revives_a_dup(ksm, visits):
        return False  # the same
    moved = np.concatenate((visits.left_nodes, visits.forked_nodes))
    if len(moved) and not _moves_do_not_matter(ksm, visits, moved, plan.roles):
        return False
    return _resolve_shared_frames(ksm, visits, plan.who, plan.roles)


def _revives_a_dup(ksm: Ksm, visits: Visits) -> bool:
    """A fork's page is hung on a dup that had lost its items: from then on it may be the one that its chain chooses."""
    nodes, joined = ksm.nodes, visits.forked_nodes
    return bool(((nodes.rmap_hlist_len[joined] == 0) & (nodes.chain[joined] != NONE)).any())


def _may_empty(ksm: Ksm, visits: Visits) -> bool:
    """Some node that a fork's pages are hung on loses all the items that it has, before or after that."""
    both = distinct(visits.left_nodes[among(visits.left_nodes, visits.forked_nodes)])
    leaving = np.array([np.count_nonzero(visits.left_nodes == node) for node in both.tolist()], np.int64)
    return bool((ksm.nodes.rmap_hlist_len[both] <= leaving).any())


def _moves_do_not_matter(ksm: Ksm, visits: Visits, moved: np.ndarray, roles: Roles) -> bool:
    """Where items leave or join (by a fork) a node that pages of the window search for, all fit in whatever comes
    first.

    moved: int32, the nodes that items leave or join. A node must be alone with its content, keep items and have room
    for all.
    """
    nodes = ksm.nodes
    met = np.flatnonzero(among(roles.content[roles.first], nodes.content[moved]))
    if not len(met):
        return True
    sizes = np.diff(np.append(roles.first, len(roles.content)))[met]
    target = roles.target[met]
    length = nodes.rmap_hlist_len[target].astype(np.int64)
    leaving = np.bincount(visits.left_nodes, minlength=nodes.used)[target]
    joining = np.bincount(visits.forked_nodes, minlength=nodes.used)[target]
    fits = (roles.merged[met] == sizes) & (length > leaving) & (nodes.chain[target] == NONE)
    return bool((fits & (length + joining + sizes <= ksm.knobs.max_page_sharing)).all())


def _resolve_shared_frames(ksm: Ksm, visits: Visits, who: np.ndarray, roles: Roles) -> bool:
    """A page whose own frame (shared by a fork) waits in the tree is blocked; False if others of its content come
    after it.

    Nothing else about shared frames matters here: a process maps such a frame once, so the others who map it are not
    in the window.
    """
    sizes = np.diff(np.append(roles.first, len(roles.order)))
    taking = roles.first + np.minimum(roles.merged, sizes - 1)
    takes = np.flatnonzero((roles.partner > 0) & (roles.role[taking] == PAIR))
    if not len(takes):
        return True
    pages = who[roles.order[taking[takes]]]
    same = ksm.memory.pages.frame[roles.partner[takes] - 1] == visits.frames[pages]
    if not same.any():
        return True
    if (sizes - roles.merged)[takes[same]].max() > 1:
        return False
    roles.role[taking[takes[same]]] = BLOCKED
    roles.pairing = np.flatnonzero(roles.role == PAIR)
    return True
