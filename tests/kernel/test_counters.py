from __future__ import annotations

from dataclasses import replace

import pytest

from ksmlab.kernel.counter import Counter, Where, names_in
from ksmlab.kernel.counter_table import COUNTERS
from ksmlab.kernel.counters import counters, process_fields, sysfs_counters
from ksmlab.kernel.features import Features
from ksmlab.kernel.profiles import PROFILES, profile


def counter(kernel: str, name: str, where: Where = "sysfs") -> Counter:
    (found,) = [known for known in counters(profile(kernel).features, where) if known.name == name]
    return found


def test_a_kernel_has_at_most_one_meaning_of_a_name() -> None:
    for kernel in PROFILES.values():
        for names in (sysfs_counters(kernel.features), process_fields(kernel.features)):
            assert len(set(names)) == len(names), kernel.name


@pytest.mark.parametrize("known", COUNTERS, ids=lambda known: f"{known.where}-{known.name}")
def test_formulas_name_only_what_can_be_known(known: Counter) -> None:
    fields = {other.name for other in COUNTERS if other.where == known.where} | {"rmap_items"}
    assert set(names_in(known.formula)) <= fields


def test_a_formula_in_names_and_in_numbers() -> None:
    profit = counter("6.18", "general_profit")
    assert profit.in_names() == "(pages_sharing + ksm_zero_pages) * 4096 - rmap_items * 64"
    numbers = {"pages_shared": 2, "pages_sharing": 10, "pages_unshared": 3, "pages_volatile": 4, "ksm_zero_pages": 5}
    assert profit.in_numbers(numbers) == "(10 + 5) * 4096 - 19 * 64"
    assert profit.in_numbers({**numbers, "rmap_items": 20}) == "(10 + 5) * 4096 - 20 * 64"


def test_profit_of_512_zero_pages_as_the_reference_has_it() -> None:
    """The example of kernel-semantics, section 11: -32768, then 2064384, then 2097152."""
    profit = counter("6.6", "general_profit")
    for volatile, zero, expected in [(512, 0, -32768), (512, 512, 2064384), (0, 512, 2097152)]:
        text = profit.in_numbers({"pages_volatile": volatile, "ksm_zero_pages": zero})
        assert eval(text) == expected


def test_zero_pages_are_counted_under_each_kernels_name() -> None:
    def named(kernel: str) -> set[str]:
        features = profile(kernel).features
        return {name for name in (*sysfs_counters(features), *process_fields(features)) if "zero" in name}

    assert named("6.1") == set()
    assert named("v3") == {"zero_pages_sharing"}
    assert named("6.6") == {"ksm_zero_pages"}


def test_v3s_count_lags_and_the_merged_ones_does_not() -> None:
    assert counter("v3", "zero_pages_sharing").timing == "stale"
    assert counter("6.6", "ksm_zero_pages").timing == "immediate"
    assert "below 0" in counter("6.6", "ksm_zero_pages").words
    assert "below 0" not in counter("6.18", "ksm_zero_pages").words


def test_profit_without_zero_pages_as_6_4_had_it() -> None:
    features = replace(profile("6.6").features, profit="merged", zero_page_tracking="none")
    formulas = {
        known.name: known.in_names() for known in (*counters(features, "sysfs"), *counters(features, "process"))
    }
    assert formulas["general_profit"] == "pages_sharing * 4096 - rmap_items * 64"
    assert formulas["ksm_process_profit"] == "ksm_merging_pages * 4096 - ksm_rmap_items * 64"


def test_ksm_stat_of_6_14_and_later_ends_with_the_two_flags() -> None:
    def last_two(features: Features) -> tuple[str, ...]:
        return process_fields(features)[-2:]

    assert last_two(profile("6.16").features) == ("ksm_merge_any", "ksm_mergeable")
    assert "ksm_merge_any" not in process_fields(profile("6.12").features)
