"""When a lab is copied for going back: by what doing again would take, told here instead of measured."""

from __future__ import annotations

import pytest

import ksmlab.session.history
from ksmlab.kernel.profiles import profile
from ksmlab.scenario import load_scenario
from ksmlab.session.history import Checkpoints
from ksmlab.session.player import Player

LONG_S = 1e9


@pytest.fixture
def player() -> Player:
    return Player(load_scenario("first-merge"), "6.18", profile("6.18").features)


def test_commands_that_cost_nothing_are_done_again_from_the_start(player: Player) -> None:
    kept = Checkpoints(player)
    for at in range(1, 50):
        kept.keep(at, player, 0.0)
    assert kept.before(49)[0] == 0


def test_what_takes_longer_than_a_copy_is_copied(player: Player) -> None:
    kept = Checkpoints(player)
    kept.keep(1, player, 0.0)
    kept.keep(2, player, LONG_S)
    kept.keep(3, player, 0.0)
    assert [kept.before(at)[0] for at in (1, 2, 3)] == [0, 2, 2]
    kept.forget_after(1)
    assert kept.before(3)[0] == 0


def test_what_is_done_again_is_not_copied_again(player: Player) -> None:
    kept = Checkpoints(player)
    kept.keep(1, player, LONG_S, again=True)
    assert kept.before(1)[0] == 0
    kept.back_to(1)
    kept.keep(2, player, 0.0)
    assert kept.before(2)[0] == 0, "what was owed before the way back is owed no more"


def test_many_short_commands_are_copied_together(player: Player) -> None:
    kept = Checkpoints(player)
    owed_s = kept._copy_s / 4
    places = []
    for at in range(1, 40):
        kept.keep(at, player, max(owed_s, kept._copy_s / 4))
        places.append(kept.before(at)[0])
    assert 1 < len(set(places)) < 39


def test_too_many_copies_are_thinned_and_the_start_stays(player: Player, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ksmlab.session.history, "MOST_COPIES", 5)
    kept = Checkpoints(player)
    for at in range(1, 40):
        kept.keep(at, player, LONG_S)
        assert len(kept._copies) <= 5 and 0 in kept._copies
    assert kept.before(39)[0] > 20
