from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from ksmlab.lab import Lab
from ksmlab.live.demands import pages_needed, why_not
from ksmlab.live.random_scenarios import MOST_PAGES, random_scenario
from ksmlab.live.shrink import smallest
from ksmlab.replay.rows import replay
from ksmlab.scenario import dump_scenario, parse_scenario
from ksmlab.scenario.model import Fork, Scenario, Step
from ksmlab.session.running import flat


def steps(scenario: Scenario) -> Iterator[Step]:
    return flat(scenario.steps)


@pytest.mark.parametrize("number", range(25))
def test_random_scenarios_load_from_their_file_and_play(number: int) -> None:
    scenario = random_scenario(11, number, nodes=2)
    loaded = parse_scenario(dump_scenario(scenario), scenario.path)
    assert [row["counters"] for row in replay(loaded, "6.18")] == [row["counters"] for row in replay(scenario, "6.18")]
    assert pages_needed(scenario) <= MOST_PAGES
    assert why_not(scenario, 2) is None


def test_the_same_seed_gives_the_same_scenario_and_another_seed_another() -> None:
    assert random_scenario(1, 2) == random_scenario(1, 2)
    assert random_scenario(1, 2) != random_scenario(2, 2)
    assert random_scenario(1, 2) != random_scenario(1, 3)


def test_every_kind_of_step_comes_up() -> None:
    kinds = Counter(type(step).__name__ for number in range(200) for step in steps(random_scenario(3, number, 2)))
    wanted = ["Scan", "SetKnobs", "Run", "Write", "Read", "Madvise", "Prctl", "Map", "Unmap", "Start", "Fork", "Exit"]
    assert [kind for kind in wanted if kinds[kind] < 5] == []


def test_one_node_is_all_that_a_machine_with_one_is_asked_for() -> None:
    assert all(why_not(random_scenario(3, number, nodes=1), nodes=1) is None for number in range(50))


def test_a_scenario_is_made_as_small_as_what_is_looked_for() -> None:
    """A child whose parent had a page merged: nothing but the scan, the fork and two pages are needed."""
    tried = 0

    def child_of_a_merged_parent(scenario: Scenario) -> bool:
        nonlocal tried
        tried += 1
        lab = Lab(scenario, "6.18")
        while not lab.finished:
            merged = any(fields["ksm_merging_pages"] for fields in lab.processes().values())
            if merged and isinstance(lab.upcoming, Fork):
                return True
            lab.next_step()
        return False

    found = next(
        candidate
        for candidate in (random_scenario(4, number) for number in range(200))
        if len(candidate.steps) > 10 and child_of_a_merged_parent(candidate)
    )
    tried = 0
    small = smallest(found, child_of_a_merged_parent)
    assert child_of_a_merged_parent(small)
    kinds = {type(step).__name__ for step in steps(small)}
    assert kinds == {"Scan", "Fork"} or len(small.steps) <= 3
    assert sum(region.pages for process in small.processes for region in process.regions) <= 12
    assert tried <= 301
    assert parse_scenario(dump_scenario(small), "small.yaml").steps


def test_what_cannot_be_made_smaller_stays_as_it_is() -> None:
    scenario = random_scenario(4, 1)
    flat_steps = tuple(steps(scenario))
    assert tuple(map(type, smallest(scenario, lambda candidate: False).steps)) == tuple(map(type, flat_steps))
