"""Labs in the middle of random sessions, and small machines to ask about."""

from __future__ import annotations

from hypothesis import strategies as st

from ksmlab.lab import Lab
from ksmlab.scenario import parse_scenario
from ksmlab.scenario.model import Scan, Scenario
from ksmlab.session.commands import Unit
from ksmlab.snapshot.cells import node_serials, page_states
from ksmlab.snapshot.states import PageState, letter
from tests.strategies import scenarios

UNITS: tuple[Unit, ...] = ("page", "page", "wakeup", "full_scan", "step", "step", "step")


def move(lab: Lab, unit: Unit, count: int = 1) -> None:
    moves = {"page": lab.step_page, "wakeup": lab.step_wakeup, "full_scan": lab.step_full_scan, "step": lab.next_step}
    moves[unit](count)


@st.composite
def labs(draw: st.DrawFn, kernel: str | None = None, moves: int = 12) -> Lab:
    """A lab on a random scenario, somewhere on its way, often within a wake-up."""
    lab = Lab(draw(scenarios(max_pages=60)), kernel)
    for unit, count in draw(st.lists(st.tuples(st.sampled_from(UNITS), st.integers(1, 4)), max_size=moves)):
        move(lab, unit, count)
    return lab


def scenario(steps: str = "", kernel: str = "6.18", knobs: str = "", processes: str = "") -> Scenario:
    """Two processes of eight pages: four equal ones, then four of each one's own; steps as YAML lines."""
    region = "name: ram, pages: 8, mergeable: true, content: [{hex: aa, pages: 4}, {unique: %d, pages: 4}]"
    regions = "".join(f"  - {{name: vm{n}, regions: [{{{region % (10 * n)}}}]}}\n" for n in (1, 2))
    text = (
        f'ksmlab: 1\ntitle: small\nkernel: "{kernel}"\nksm: {{smart_scan: 0, {knobs}}}\n'
        f"processes:\n{processes or regions}\nsteps:\n{steps or '  - scan: 1'}\n"
    )
    if kernel in ("6.1", "v3", "6.6"):
        text = text.replace("smart_scan: 0, ", "")
    return parse_scenario(text)


def small(steps: str = "", kernel: str = "6.18", knobs: str = "", processes: str = "", scans: int = 0) -> Lab:
    """A lab on `scenario`, after so many full scans."""
    lab = Lab(scenario(steps, kernel, knobs, processes))
    for _ in range(scans):
        lab.do(Scan(full_scans=1))
    return lab


def states(lab: Lab, first: int = 0, last: int | None = None) -> list[PageState]:
    last = lab.machine.memory.pages.used - 1 if last is None else last
    return [PageState(state) for state in page_states(lab, first, last).tolist()]


def letters(lab: Lab) -> str:
    """All pages as the screen shows them."""
    last = lab.machine.memory.pages.used - 1
    pairs = zip(page_states(lab, 0, last).tolist(), node_serials(lab, 0, last).tolist(), strict=True)
    return "".join(letter(state, serial) for state, serial in pairs)
