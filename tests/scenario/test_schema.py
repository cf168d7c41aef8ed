"""The schema is the truth for editors too: it has to be sound draft-07, and to agree with the kernel room."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import jsonschema_rs
import pytest

from ksmlab.kernel.feature_values import allowed_values
from ksmlab.kernel.profiles import PROFILES
from ksmlab.ksm.costs import ClockCosts
from ksmlab.scenario import library, model, parse_scenario
from ksmlab.scenario.names import CLOCK_COSTS, COSTS, counters, knobs
from ksmlab.scenario.schema import schema
from ksmlab.scenario.schema_contents import KINDS


def parts(rules: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every mapping of the schema with its path."""
    if isinstance(rules, dict):
        yield path, rules
        for key, value in rules.items():
            if key not in ("examples", "default", "enum", "const"):
                yield from parts(value, f"{path}/{key}")
    elif isinstance(rules, list):
        for index, value in enumerate(rules):
            yield from parts(value, f"{path}/{index}")


def test_it_is_draft_07() -> None:
    assert schema()["$schema"] == "http://json-schema.org/draft-07/schema#"
    jsonschema_rs.meta.validate(schema())


def test_the_librarys_files_name_it_to_editors() -> None:
    """After a change of the schema: ksmlab schema > scenarios/schema.json."""
    file = library.root() / "schema.json"
    assert json.loads(file.read_text(encoding="utf-8")) == schema()
    for path in library.names().values():
        first_line = path.read_text(encoding="utf-8").partition("\n")[0]
        prefix, _, named = first_line.partition("=")
        assert prefix == "# yaml-language-server: $schema" and (path.parent / named).resolve() == file.resolve(), path


def test_every_reference_leads_somewhere_and_every_definition_is_used() -> None:
    used = {rules["$ref"] for _, rules in parts(schema()) if "$ref" in rules}
    assert used == {f"#/definitions/{name}" for name in schema()["definitions"]}


def test_every_key_of_a_file_is_explained_to_editors() -> None:
    properties = [(path, rules) for path, rules in parts(schema()) if path.rpartition("/")[0].endswith("/properties")]
    silent = [
        path for path, rules in properties
        if "description" not in rules and "description" not in schema()["definitions"].get(_target(rules), {})
    ]  # fmt: skip
    assert len(properties) > 60 and not silent


def _target(rules: dict[str, Any]) -> str:
    return str(rules.get("$ref", "")).rpartition("/")[2]


def test_every_example_is_valid() -> None:
    examples = [(rules, example) for _, rules in parts(schema()) for example in rules.get("examples", [])]
    assert len(examples) > 12
    for rules, example in examples:
        alone = {**rules, "definitions": schema()["definitions"]}
        assert jsonschema_rs.Draft7Validator(alone).is_valid(example), (rules.get("title"), example)


def test_names_are_those_of_the_kernel_room_and_the_engine() -> None:
    definitions = schema()["definitions"]
    assert set(definitions["knobs"]["properties"]) == set(knobs())
    assert set(definitions["expect"]["properties"]) == {"kernel", *counters("sysfs"), *COSTS, *knobs()}
    assert {field.name for field in fields(ClockCosts)} == set(CLOCK_COSTS)
    changed = schema()["properties"]["kernel"]["else"]["then"]["properties"]
    assert set(changed) == {"base", *allowed_values()}
    assert changed["base"]["enum"] == list(PROFILES)


def test_every_step_of_the_model_has_its_key() -> None:
    kinds = {kind.__name__.lower() for kind in model.Step.__subclasses__()}
    assert set(schema()["definitions"]["step"]["properties"]) == kinds - {"setknobs"} | {"set"}
    assert set(schema()["definitions"]["content_run"]["properties"]) == {*KINDS, "pages"}


@pytest.mark.parametrize("kernel", PROFILES)
def test_every_profile_can_be_named(kernel: str) -> None:
    assert parse_scenario(f'ksmlab: 1\nkernel: "{kernel}"').kernel.base == kernel
