"""What is asked wrongly exits 2 and says how to ask; what is asked rightly says it on standard output."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import mqttmesh as package
from tests.support.commands import mqttmesh


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["frobnicate"], "No such command 'frobnicate'"),
        (["render", "--frobnicate"], "No such option: --frobnicate"),
        (["secrets", "frobnicate"], "No such command 'frobnicate'"),
        (["secrets", "rotate"], "Missing argument 'NAME'"),
        (["render", "one.yaml", "two.yaml"], "unexpected extra argument"),
        (["render", "--out"], "requires an argument"),
        (["up", "--timeout", "0"], "--timeout"),
        (["up", "--timeout", "soon"], "--timeout"),
    ],
)
def test_what_does_not_exist_is_named(arguments: list[str], said: str, folder: Path) -> None:
    done = mqttmesh(folder, *arguments)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert [path.name for path in folder.iterdir()] == ["topology.yaml"]


def test_a_setting_without_a_value_is_named(folder: Path) -> None:
    done = mqttmesh(folder, "render", "--set", "name")
    assert (done.code, done.out) == (2, "")
    assert "--set" in done.err


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["render", "--help"], ["secrets", "rotate", "-h"]])
def test_help_is_a_result(arguments: list[str], tmp_path: Path) -> None:
    done = mqttmesh(tmp_path, *arguments)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Usage: ")
    assert max(map(len, done.out.splitlines())) <= 80


def test_version_is_a_result(tmp_path: Path) -> None:
    done = mqttmesh(tmp_path, "--version")
    assert (done.code, done.out, done.err) == (0, f"mqttmesh {package.__version__}\n", "")


def test_schema_prints_a_schema(tmp_path: Path) -> None:
    done = mqttmesh(tmp_path, "schema")
    assert (done.code, done.err) == (0, "")
    Draft202012Validator.check_schema(json.loads(done.out))
