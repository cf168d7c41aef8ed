"""Finding pages: by name, state, stable node, frame or contents."""

from __future__ import annotations

import numpy as np

from ksmlab.errors import UsageError, nearest
from ksmlab.lab import Lab
from ksmlab.snapshot.cells import node_serials, page_states
from ksmlab.snapshot.page import page_info
from ksmlab.snapshot.processes import parse_page, processes
from ksmlab.snapshot.states import WORDS, PageState, node_label

CHUNK = 1 << 16  # pages looked at together
_STATES = {state.name.lower(): state for state in PageState} | {WORDS[state].name: state for state in PageState}
MOST_LOOKED_AT = 200_000  # pages whose contents are looked at one by one


def find(lab: Lab, what: str, start: int) -> int | None:
    """The first page from row `start` on, then from the first row, that is `what`; None when there is none.

    what: `vm1.ram[3]`, a state's name or letter, a stable node's name, `frame 7`, or a part of the contents' words.
    """
    what = what.strip()
    if "[" in what:
        return parse_page(lab, what)
    last = max((region.last_slot for process in processes(lab) for region in process.regions), default=-1)
    for first, end in ((start, last), (0, min(start, last + 1) - 1)):
        for low in range(first, end + 1, CHUNK):
            rows = _matching(lab, what, low, min(end, low + CHUNK - 1))
            if len(rows):
                return int(rows[0])
    return None


def _matching(lab: Lab, what: str, first: int, last: int) -> np.ndarray:
    state = _STATES.get(what.lower()) or next((one for one in PageState if WORDS[one].letter == what != "A"), None)
    if state is not None:
        return first + np.flatnonzero(page_states(lab, first, last) == state)
    if what.isalpha() and what.isupper() and len(what) <= 3:
        serials = node_serials(lab, first, last)
        wanted = [serial for serial in np.unique(serials) if serial >= 0 and node_label(int(serial)) == what]
        return first + np.flatnonzero(np.isin(serials, wanted))
    words = what.split(maxsplit=1)
    if words[0] in ("frame", "hex", "content", "text", "unique", "u64", "zero"):
        return _one_by_one(lab, what, first, last)
    near = nearest(what, _STATES, 0.6)
    meant = f"; did you mean {near}?" if near else ""
    raise UsageError(f"{what!r} is nothing to find{meant} Try merged, Z, A, frame 7, vm1.ram[3] or content aa")


def _one_by_one(lab: Lab, what: str, first: int, last: int) -> np.ndarray:
    kind, _, value = what.partition(" ")
    if last - first > MOST_LOOKED_AT:
        last = first + MOST_LOOKED_AT
    for slot in range(first, last + 1):
        info = page_info(lab, slot, sharers=0)
        if kind == "frame":
            found = str(info.frame) == value
        elif kind in ("u64", "zero"):
            found = info.content >= 0 and info.description.startswith(what)
        else:
            found = info.content >= 0 and bool(value) and value.lower() in info.description.lower()
        if found:
            return np.array([slot])
    return np.empty(0, np.intp)
