"""The kernel's own tests: the README's table names each scenario, and what the scenarios find is what it says."""

from __future__ import annotations

import re

import pytest

from ksmlab import load_scenario
from ksmlab.lab import Lab
from ksmlab.scenario import library
from ksmlab.scenario.loading import parse_scenario
from tests.readme import section

SELFTESTS = {name.removeprefix("selftests/") for name in library.names() if name.startswith("selftests/")}


def test_the_readmes_table_has_every_scenario() -> None:
    rows = [line.split("|") for line in section("The kernel's own tests").splitlines() if line.startswith("| ")]
    named = {name for row in rows for name in re.findall(r"`([a-z][a-z0-9-]+)`", row[2])}
    assert named == SELFTESTS


@pytest.mark.parametrize("pages", [*range(2, 12), 255, 256, 257, 512, 513])
def test_the_formula_of_ksm_tests(pages: int) -> None:
    """assert_ksm_pages_count: what `-M -p PAGES` asks for with max_page_sharing at 256, and what ksmd gives."""
    limit = 256
    if pages % limit in (0, 1):
        expected = pages // limit, pages // limit * (limit - 1)
    else:
        expected = pages // limit + 1, pages - pages // limit - 1
    spec = library.find("ksm-tests-merge").read_text(encoding="utf-8").replace("pages: 10,", f"pages: {pages},")
    lab = Lab(parse_scenario(spec))
    lab.step_full_scan(2)
    assert (lab.value("pages_shared"), lab.value("pages_sharing")) == expected


def test_an_exit_status_hides_what_the_fork_test_looks_for() -> None:
    lab = Lab(load_scenario("functional-fork-merging-count"), kernel="6.8")
    while not lab.finished:
        lab.next_step()
    claimed = lab.value("child.ksm_merging_pages")
    assert claimed == 512 and claimed % 256 == 0
