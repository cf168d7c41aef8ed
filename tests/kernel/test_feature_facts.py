from __future__ import annotations

import re
from dataclasses import replace

import pytest

from ksmlab.kernel.fact import Fact
from ksmlab.kernel.feature_facts import BACK_PORTS, FACTS, differences, fact, facts_of, feature_names
from ksmlab.kernel.feature_values import allowed_values
from ksmlab.kernel.profiles import PROFILES, profile

FIRST_RELEASES = {name: tuple(map(int, name.split("."))) for name in PROFILES if name != "v3"}


def covers(release: str, kernel: tuple[int, ...]) -> bool:
    """Whether a fact's words on releases take in the kernel, such as (6, 12)."""
    if ", and " in release:
        return any(covers(part, kernel) for part in release.split(", and "))
    numbers = [tuple(map(int, number.split("."))) for number in re.findall(r"\d+\.\d+", release)]
    if release.startswith("since"):
        return kernel >= numbers[0]
    if release.startswith("up to"):
        return kernel <= numbers[0]
    return bool(numbers) and numbers[0] <= kernel <= numbers[-1]


def test_there_is_one_fact_for_every_value_of_every_feature() -> None:
    assert set(FACTS) == {(name, value) for name, values in allowed_values().items() for value in values}


@pytest.mark.parametrize("known", FACTS.values(), ids=lambda known: f"{known.feature}-{known.value}")
def test_a_fact_is_one_sentence_with_a_source(known: Fact) -> None:
    assert re.fullmatch(r"[0-9a-f]{12} .+|mail: .+", known.source)
    assert re.fullmatch(
        r"(up to \d\.\d+, and )?since \d\.\d+|up to \d\.\d+|\d\.\d+ (to|and) \d\.\d+|none, only as posted",
        known.release,
    )
    assert not known.words.endswith(".")
    assert ". " not in known.words
    assert known.ended != any(word in known.release for word in ("since", "none"))


@pytest.mark.parametrize("name", FIRST_RELEASES)
def test_releases_explain_every_value_but_the_back_ports(name: str) -> None:
    """A profile's value is what the facts say of its release, unless a stable branch took a later kernel's way."""
    for known in facts_of(profile(name).features):
        explained = covers(known.release, FIRST_RELEASES[name])
        assert explained != ((name, known.feature) in BACK_PORTS), (name, known.feature, known.release)


def test_the_series_stands_on_upstream_6_1() -> None:
    for known in facts_of(profile("v3").features):
        assert known.feature == "zero_page_tracking" or covers(known.release, (6, 1)), known.feature


def test_recorded_kernels_have_every_value_that_facts_call_seen() -> None:
    there = {(known.feature, known.value) for kernel in PROFILES.values() for known in facts_of(kernel.features)}
    for key, known in FACTS.items():
        assert (key in there) == (known.seen != "not recorded"), key


def test_facts_of_a_kernel_follow_its_fields() -> None:
    features = profile("6.8").features
    assert [known.feature for known in facts_of(features)] == list(feature_names())
    assert all(getattr(features, known.feature) == known.value for known in facts_of(features))


def test_differences_are_the_changed_features() -> None:
    features = profile("6.18").features
    changed = replace(features, smart_scan=False, unmerge="range_walk")
    assert differences(features, features) == ()
    assert differences(features, changed) == (
        (fact("smart_scan", True), fact("smart_scan", False)),
        (fact("unmerge", "folio_walk"), fact("unmerge", "range_walk")),
    )
