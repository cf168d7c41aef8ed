"""Bulk scanning against the walk: random scenarios played twice, compared after every step.

    python -m tests.bulk.parity --count 20000 --seed 1
"""

from __future__ import annotations

import argparse
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from random import Random

import numpy as np

from ksmlab.kernel.profiles import PROFILES, profile
from ksmlab.ksm import stale_paths
from ksmlab.ksm.bulk import knowledge, window
from ksmlab.ksm.digest import digest
from ksmlab.ksm.validate import validate
from ksmlab.live.random_scenarios import random_scenario
from ksmlab.replay.rows import frame_numbers
from ksmlab.scenario.model import Scan, Scenario
from ksmlab.session.player import Player
from ksmlab.session.report import Report
from tests.bulk.churn import churn_scenario, ordered_churn_scenario

NEVER = 1 << 60


def difference(
    scenario: Scenario, kernel: str, check: bool = False, window_from_visits: int = 0, every: int = 1
) -> str | None:
    """Where the two ways of scanning part: in rows, frames, or anything else of the state. None: nowhere.

    check: invariants too; every: after how many scans the states are compared, which tells the items of retired nodes.
    """
    features = profile(kernel).features
    walk, bulk = Player(scenario, kernel, features), Player(scenario, kernel, features)
    walk.machine.ksm.bulk_from_pages, bulk.machine.ksm.bulk_from_pages = NEVER, 0
    walk.machine.ksm.may_retire, bulk.machine.ksm.window_from_visits = False, window_from_visits
    scans = 0
    while not walk.finished:
        step = walk.steps[walk.place.at]
        rows = []
        for player in (walk, bulk):
            recorder = player.recorder()
            player.step(Report(), recorder)
            rows.append(recorder.table())
        where = f"kernel {kernel}, step {step.number} ({type(step).__name__.lower()})"
        if isinstance(step, Scan) and not np.array_equal(rows[0], rows[1]):
            return f"{where}: rows differ"
        if frame_numbers(walk.machine.memory) != frame_numbers(bulk.machine.memory):
            return f"{where}: frames differ"
        scans += isinstance(step, Scan)
        compare = scans % every == 0 or walk.finished
        if compare and digest(walk.machine.ksm) != digest(bulk.machine.ksm):
            return f"{where}: states differ"
        if check and compare:
            validate(bulk.machine.ksm)
    return None


def one(number: int, seed: int) -> str | None:
    """Scenario `number` of a seed, under a kernel and a window size drawn for it."""
    random = Random(f"parity {seed} {number}")
    kernel = random.choice(list(PROFILES))
    kept = window.MOST_ROWS, stale_paths.WORTHWHILE, knowledge.MANY_TIMES
    window.MOST_ROWS, stale_paths.WORTHWHILE = random.choice((3, 7, 16, 1 << 15)), 0
    try:
        scenario = _scenario(seed, number)
        few, every, knowledge.MANY_TIMES = random.choice((0, 257)), random.choice((1, 4)), random.choice((0, 32))
        found = difference(scenario, kernel, number % 10 == 0, few, every)
    except Exception as error:  # reported with the scenario that brought it
        found = f"kernel {kernel}: {type(error).__name__}: {error}"
    finally:
        window.MOST_ROWS, stale_paths.WORTHWHILE, knowledge.MANY_TIMES = kept
    return found and f"scenario {number}: {found}"


def _scenario(seed: int, number: int) -> Scenario:
    if number % 2:
        return random_scenario(seed, number)
    return ordered_churn_scenario(seed, number) if number % 10 == 8 else churn_scenario(seed, number)


def main() -> int:
    """Run the comparison on both cores; prints how many scenarios were compared and each difference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0)
    wanted = parser.parse_args()
    numbers = range(wanted.first, wanted.first + wanted.count)
    differing = 0
    with ProcessPoolExecutor() as pool:
        for done, found in enumerate(pool.map(partial(one, seed=wanted.seed), numbers, chunksize=50), 1):
            if found:
                differing += 1
                print(found)
            if done % 1000 == 0:
                print(f"{done} compared", file=sys.stderr)
    print(f"{wanted.count} random scenarios of seed {wanted.seed} compared, {differing} differ")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
