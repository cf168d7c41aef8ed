from __future__ import annotations

import json
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import pytest

from ksmlab.errors import UsageError
from ksmlab.kernel.counters import process_fields, sysfs_counters
from ksmlab.kernel.feature_values import allowed_values, checked_value
from ksmlab.kernel.features import Features
from ksmlab.kernel.profiles import PROFILES, Profile, profile, with_changes

MANIFEST = json.loads((Path(__file__).parent.parent / "golden" / "manifest.json").read_text(encoding="utf-8"))
NAMES = ["6.1", "v3", "6.6", "6.8", "6.12", "6.16", "6.18", "6.19", "7.3"]


def test_the_profiles_are_those_that_were_recorded_oldest_first() -> None:
    assert list(PROFILES) == NAMES == list(MANIFEST["kernels"])


@pytest.mark.parametrize("kernel", PROFILES.values(), ids=lambda kernel: kernel.name)
def test_a_profile_tells_what_the_corpus_has_of_it(kernel: Profile) -> None:
    recorded: dict[str, Any] = MANIFEST["kernels"][kernel.name]
    assert kernel.trace is not None
    assert asdict(kernel.trace) == {
        "scenarios": recorded["scenarios"],
        "rows": recorded["rows"],
        "comparisons": recorded["memcmp_pages"],
    }
    assert kernel.release.split()[0] in recorded["release"]


@pytest.mark.parametrize("kernel", PROFILES.values(), ids=lambda kernel: kernel.name)
def test_files_and_fields_are_the_recorded_ones_in_their_order(kernel: Profile) -> None:
    recorded: dict[str, Any] = MANIFEST["kernels"][kernel.name]
    assert list(sysfs_counters(kernel.features)) == recorded["counters"]
    assert list(process_fields(kernel.features)) == recorded["process_fields"]


def test_every_value_of_a_profile_is_one_that_its_feature_allows() -> None:
    for kernel in PROFILES.values():
        for field in fields(Features):
            assert getattr(kernel.features, field.name) in allowed_values()[field.name], (kernel.name, field.name)


def test_no_two_profiles_are_the_same_kernel() -> None:
    assert len({kernel.features for kernel in PROFILES.values()}) == len(PROFILES)


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("6.13", "the last one before it is 6.12"),
        ("v6.18", "did you mean 6.18?"),
        ("6.12.8", "did you mean 6.12?"),
        ("7.4", "the last one before it is 7.3"),
        ("v4", "did you mean 'v3'?"),
        ("5.4", "there are 6.1, v3"),
        ("", "there are 6.1, v3"),
    ],
)
def test_an_unknown_kernel_is_refused_with_the_nearest(name: str, nearest: str) -> None:
    with pytest.raises(UsageError, match=nearest.replace("?", r"\?")):
        profile(name)


def test_a_scenario_may_change_features() -> None:
    base = profile("6.18")
    changed = with_changes(base, {"zero_page_tracking": "none", "smart_scan": False})
    assert changed.zero_page_tracking == "none"
    assert not changed.smart_scan
    assert base.features.smart_scan
    differing = {f.name for f in fields(Features) if getattr(changed, f.name) != getattr(base.features, f.name)}
    assert differing == {"zero_page_tracking", "smart_scan"}


def test_0_and_1_stand_for_no_and_yes() -> None:
    assert checked_value("advisor", 0) is False
    assert checked_value("advisor", 1) is True


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"smartscan": True}, "no kernel feature 'smartscan'; did you mean 'smart_scan'"),
        ({"zzz": True}, "there are checksum_before_stable_search"),
        ({"zero_page_tracking": "dirty"}, "one of none, item_flag, dirty_pte, not 'dirty'"),
        ({"zero_page_tracking": True}, "one of none, item_flag, dirty_pte, not True"),
        ({"smart_scan": "yes"}, "smart_scan is true or false, not 'yes'"),
    ],
)
def test_a_wrong_change_is_refused(changes: dict[str, bool | str], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        with_changes(profile("6.18"), changes)
