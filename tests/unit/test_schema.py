"""The JSON Schema that editors use, read by a validator that is not ours."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from mqttmesh.report.schema import schema_text

SCHEMA = json.loads(schema_text())
TOPOLOGIES = sorted((Path(__file__).parents[2] / "topologies").rglob("*.yaml"))


def _properties(node: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(node, dict):
        yield from node.get("properties", {}).items()
        for value in node.values():
            yield from _properties(value)


def test_it_is_draft_2020_12() -> None:
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(SCHEMA)


def test_every_key_is_described() -> None:
    undescribed = [name for name, schema in _properties(SCHEMA) if not schema.get("description")]
    assert undescribed == []


@pytest.mark.parametrize("path", TOPOLOGIES, ids=lambda path: path.stem)
def test_an_example_is_valid_and_names_its_schema(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    first, _ = text.split("\n", 1)
    assert first.startswith("# yaml-language-server: $schema=")
    named = (path.parent / first.partition("=")[2]).resolve()
    assert json.loads(named.read_text(encoding="utf-8")) == SCHEMA
    assert list(Draft202012Validator(SCHEMA).iter_errors(yaml.safe_load(text))) == []


@pytest.mark.parametrize(
    "mistake",
    [
        {"spoks": []},
        {"name": "Not A Name"},
        {"hub": {"host": "a.example", "listeners": [{"port": "8883"}]}},
        {"bridge": {"keepalive": 30}},
        {"topics": [{"filter": "a", "direction": "up"}]},
    ],
    ids=lambda mistake: next(iter(mistake)),
)
def test_a_mistake_is_seen(mistake: dict[str, Any]) -> None:
    valid = {"version": 1, "name": "grid", "hub": {"host": "a.example"}, "spokes": [{"name": "edge-1"}]}
    assert Draft202012Validator(SCHEMA).is_valid(valid)
    assert not Draft202012Validator(SCHEMA).is_valid({**valid, **mistake})
