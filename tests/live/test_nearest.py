from __future__ import annotations

import pytest

from ksmlab.live.nearest import is_same_release, nearest_profile


@pytest.mark.parametrize(
    ("release", "name"),
    [
        ("6.18.44-fc-v669", "6.18"),
        ("6.1.0-49-cloud-amd64", "6.1"),
        ("6.12.111+deb12-cloud-amd64", "6.12"),
        ("6.14.0-37-generic", "6.12"),
        ("7.1.8", "6.19"),
        ("7.3.4+deb13-cloud-amd64", "7.3"),
        ("8.0.0-rc1", "7.3"),
        ("5.10.0-30-amd64", "6.1"),
        ("6.5.13", "6.1"),
        ("strange", "6.1"),
    ],
)
def test_the_nearest_profile_is_the_last_one_before(release: str, name: str) -> None:
    assert nearest_profile(release) == name


def test_only_the_same_release_counts_as_the_same() -> None:
    assert is_same_release("6.18.44-fc", "6.18")
    assert not is_same_release("6.17.13", "6.18")
    assert not is_same_release("6.1.4", "v3")
