"""n steps forward, back and forward again end in the same state, by digest; so do copies and jumps."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from ksmlab.lab import Lab
from ksmlab.scenario import model
from ksmlab.scenario.model import Scenario
from tests.strategies import scenarios

MOVES = ("page", "wakeup", "full_scan", "step")


def forward(lab: Lab, move: str, count: int = 1) -> None:
    {"page": lab.step_page, "wakeup": lab.step_wakeup, "full_scan": lab.step_full_scan, "step": lab.next_step}[move](
        count
    )


@given(scenarios(), st.lists(st.tuples(st.sampled_from(MOVES), st.integers(1, 3)), min_size=1, max_size=25))
def test_forward_back_and_forward(scenario: Scenario, moves: list[tuple[str, int]]) -> None:
    lab = Lab(scenario)
    digests = [lab.digest()]
    for move, count in moves:
        forward(lab, move, count)
        digests.append(lab.digest())
    for _ in moves:
        assert lab.digest() == digests[lab.at]
        lab.back()
    assert lab.digest() == digests[0]
    assert lab.forward(len(moves)) == len(moves)
    assert lab.digest() == digests[-1]
    for target in (len(moves) // 2, 0, len(moves)):
        lab.go_to(target)
        assert lab.digest() == digests[target]


@given(scenarios())
def test_pages_wakeups_and_steps_lead_to_the_same_end(scenario: Scenario) -> None:
    """However finely a scenario is stepped, it ends in the same state and met the same notes and expectations."""
    ends = []
    for move in ("page", "wakeup", "step"):
        lab = Lab(scenario)
        for _ in range(100_000):
            if lab.finished:
                break
            forward(lab, move if isinstance(lab.upcoming, model.Scan) else "step")
        assert lab.finished
        ends.append((lab.digest(), lab.counters(), lab.processes()))
    assert ends[0] == ends[1] == ends[2]


class TimeTravel(RuleBasedStateMachine):
    """A lab moved at random; every state that a history position ever had must come back with it."""

    @initialize(scenario=scenarios(max_steps=12))
    def begin(self, scenario: Scenario) -> None:
        self.lab = Lab(scenario, check=True)
        self.seen = {0: self.lab.digest()}

    @rule(move=st.sampled_from(MOVES), count=st.integers(1, 4))
    def go(self, move: str, count: int) -> None:
        before = self.lab.at
        forward(self.lab, move, count)
        self._note(before)

    @rule(
        step=st.sampled_from(
            (model.Run(2), model.Run(1), model.Run(0), model.Scan(wakeups=2), model.SetKnobs({"use_zero_pages": 1}))
        )
    )
    def by_hand(self, step: model.Step) -> None:
        before = self.lab.at
        self.lab.do(step)
        self._note(before)

    @precondition(lambda self: self.lab.at > 0)
    @rule(data=st.data())
    def go_back(self, data: st.DataObject) -> None:
        target = data.draw(st.integers(0, self.lab.at))
        assert self.lab.back(self.lab.at - target) >= 0
        assert self.lab.digest() == self.seen[target]

    @rule(count=st.integers(1, 5))
    def go_forward(self, count: int) -> None:
        self.lab.forward(count)
        assert self.lab.digest() == self.seen[self.lab.at]

    @invariant()
    def the_history_is_whole(self) -> None:
        assert len(self.lab.reports) == self.lab.at <= len(self.lab.commands)

    def _note(self, before: int) -> None:
        """A new command may have cut off what was undone behind it."""
        assert self.lab.at == before + 1
        self.seen = {at: digest for at, digest in self.seen.items() if at <= len(self.lab.commands)}
        digest = self.lab.digest()
        if len(self.lab.commands) > self.lab.at:
            assert self.seen[self.lab.at] == digest
        self.seen[self.lab.at] = digest


TestTimeTravel = TimeTravel.TestCase
