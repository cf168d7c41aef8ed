"""All facts about features, looked up by feature and value, and what a stable release took from later kernels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from types import MappingProxyType

from ksmlab.kernel import facts_of_counting, facts_of_scanning, facts_of_unsharing
from ksmlab.kernel.fact import Fact
from ksmlab.kernel.features import Features

_ALL = facts_of_scanning.FACTS + facts_of_unsharing.FACTS + facts_of_counting.FACTS

FACTS: Mapping[tuple[str, bool | str], Fact] = MappingProxyType({(fact.feature, fact.value): fact for fact in _ALL})
"""Every fact by (feature, value)."""

BACK_PORTS: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("6.1", "range_walk_cursor"): "6.1.y",
        ("6.12", "range_walk_cursor"): "6.12.y",
        ("6.12", "fork_inherits_counters"): "6.12.y",
        ("6.12", "ksmd_clears_merge_any"): "6.12.y",
        ("6.18", "ksmd_clears_merge_any"): "6.18.y",
    }
)
"""By (profile, feature): the stable branch into which a later kernel's way was back-ported."""


def feature_names() -> tuple[str, ...]:
    """The features in the order of the fields of Features."""
    return tuple(field.name for field in fields(Features))


def fact(feature: str, value: bool | str) -> Fact:
    """What is known of that value; KeyError when there is no such feature or value."""
    return FACTS[feature, value]


def facts_of(features: Features) -> tuple[Fact, ...]:
    """One fact a feature, in the order of the fields."""
    return tuple(fact(name, getattr(features, name)) for name in feature_names())


def differences(before: Features, after: Features) -> tuple[tuple[Fact, Fact], ...]:
    """The facts (before, after) of each feature in which they differ, in the order of the fields."""
    pairs = zip(facts_of(before), facts_of(after), strict=True)
    return tuple((old, new) for old, new in pairs if old.value != new.value)
