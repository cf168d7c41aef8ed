"""`:until pages_sharing > 10`: conditions on a lab, from text."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ksmlab.errors import UsageError, nearest
from ksmlab.kernel.counters import process_fields
from ksmlab.kernel.knobs import files
from ksmlab.lab import Lab
from ksmlab.session.report import Value
from ksmlab.snapshot.hunt import Hunt, hunt
from ksmlab.snapshot.stillness import ENDLESS

FORMS = (
    "pages_sharing > 10",
    "vm1.ksm_zero_pages == 4",
    "pages_sharing changes",
    "a page merges",
    "a chain appears",
    "merged vm1.ram[3]",
    "vm1.ram[3] changes",
    "full scan ends",
)
"""One example of each form, for help and completion."""

_SIGNS: dict[str, Callable[[object, object], bool]] = {
    "==": operator.eq,
    "=": operator.eq,
    "!=": operator.ne,
    "<=": operator.le,  # type: ignore[dict-item]
    ">=": operator.ge,  # type: ignore[dict-item]
    "<": operator.lt,  # type: ignore[dict-item]
    ">": operator.gt,  # type: ignore[dict-item]
}
_COMPARISON = re.compile(r"(?P<name>[\w.]+)\s*(?P<sign>==|!=|<=|>=|=|<|>)\s*(?P<value>[\w-]+)")


@dataclass(frozen=True, slots=True)
class Until:
    """A condition: `text` as it was understood; `reached` tells whether it holds."""

    text: str
    reached: Callable[[Lab], bool]

    def hunt(self, labs: Sequence[Lab]) -> Hunt:
        """Until it holds in the first of the labs; all go on together."""
        return hunt(labs, lambda: self.reached(labs[0]), self._counts_on())

    def _counts_on(self) -> bool:
        """It names something that grows for ever: a machine on which nothing else changes will still reach it."""
        return any(name in self.text for name in ENDLESS)


def parse_until(lab: Lab, text: str) -> Until:
    """The condition that `text` says, from the present moment on. UsageError with what would be right."""
    words = text.strip()
    match = _COMPARISON.fullmatch(words)
    if match:
        return _comparison(lab, match["name"], match["sign"], match["value"])
    if re.fullmatch(r"(a )?page (merges|is merged)|merges?|merged", words):
        return _more("a page merges", lab, _merging)
    if words.startswith("merged "):
        return _is_merged(lab, words.removeprefix("merged "))
    if re.fullmatch(r"((a )?chain (appears|is made))|chain", words):
        return _more("a chain appears", lab, lambda lab: lab.machine.ksm.counters.stable_node_chains)
    if re.fullmatch(r"(the |a )?full scan (ends|is complete)|full scan|scan", words):
        return _changes("a full scan ends", lab, lambda lab: lab.machine.ksm.cursor.seqnr)
    if words.endswith(" changes"):
        return _thing_changes(lab, words.removesuffix(" changes").strip())
    raise UsageError(f"{words!r} is no condition; one of: {', '.join(FORMS)}")


def names(lab: Lab) -> tuple[str, ...]:
    """Everything whose value a condition may name: files, and fields of living processes."""
    fields = process_fields(lab.features)
    return (*files(lab.features), *(f"{process}.{field}" for process in lab.processes() for field in fields))


def _comparison(lab: Lab, name: str, sign: str, value: str) -> Until:
    _check(lab, name)
    wanted: int | str = int(value) if re.fullmatch(r"-?\d+", value) else value
    if isinstance(wanted, str) and sign not in ("==", "=", "!="):
        raise UsageError(f"{value!r} is no number; {name} {sign} needs one")
    compare = _SIGNS[sign]

    def reached(lab: Lab) -> bool:
        now = lab.value(name)
        return isinstance(now, type(wanted)) and compare(now, wanted)

    return Until(f"{name} {'==' if sign == '=' else sign} {value}", reached)


def _thing_changes(lab: Lab, name: str) -> Until:
    if "[" in name:
        from ksmlab.snapshot.cells import node_serials, page_states
        from ksmlab.snapshot.processes import parse_page

        slot = parse_page(lab, name)
        return _changes(
            f"{name} changes",
            lab,
            lambda lab: f"{page_states(lab, slot, slot)[0]} {node_serials(lab, slot, slot)[0]}",
        )
    _check(lab, name)
    return _changes(f"{name} changes", lab, lambda lab: lab.value(name))


def _is_merged(lab: Lab, name: str) -> Until:
    from ksmlab.snapshot.cells import page_states
    from ksmlab.snapshot.processes import parse_page
    from ksmlab.snapshot.states import PageState

    slot, merged = parse_page(lab, name), (PageState.MERGED, PageState.ZERO_KSM)
    return Until(f"{name} is merged", lambda lab: page_states(lab, slot, slot)[0] in merged)


def _changes(text: str, lab: Lab, value: Callable[[Lab], Value]) -> Until:
    before = value(lab)
    return Until(text, lambda lab: value(lab) != before)


def _more(text: str, lab: Lab, count: Callable[[Lab], int]) -> Until:
    """Reached when the count grows; the mark sinks with it, so that a loss in between hides nothing."""
    least = [count(lab)]

    def reached(lab: Lab) -> bool:
        now = count(lab)
        grown = now > least[0]
        least[0] = min(least[0], now)
        return grown

    return Until(text, reached)


def _merging(lab: Lab) -> int:
    counters = lab.machine.ksm.counters
    return counters.pages_shared + counters.pages_sharing


def _check(lab: Lab, name: str) -> None:
    if lab.value(name) is not None:
        return

    alike = nearest(name, names(lab))
    raise UsageError(f"there is no {name} on kernel {lab.kernel}{f'; did you mean {alike}?' if alike else ''}")
