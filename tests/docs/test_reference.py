"""The reference is the code's own: generated pages are up to date, and lists name what there is."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from mqttmesh import errors
from mqttmesh.check.examination import UNREADABLE
from mqttmesh.check.mistakes import MEANINGS
from mqttmesh.check.rules import RULES
from mqttmesh.cli import app
from mqttmesh.finding import Severity
from mqttmesh.report.schema import schema_text
from mqttmesh.resolve.defaults import BRIDGE, BROKER
from mqttmesh.spec import BridgeSpec
from mqttmesh.spec.base import Spec
from scripts import reference
from tests.support.pages import ROOT

REFERENCE = ROOT / "docs" / "reference"
LAYERS = ("spec", "load", "resolve")
KEBAB = re.compile(r"[a-z]+(-[a-z]+)+")


def commands(command: Any, *path: str) -> Iterator[tuple[str, ...]]:
    yield path
    for name, inner in getattr(command, "commands", {}).items():
        yield from commands(inner, *path, name)


def section(page: str, heading: str) -> str:
    """The text below a heading, to the next one."""
    return page.partition(f"## {heading}\n")[2].partition("\n## ")[0]


def rules_in(folder: Path) -> set[str]:
    """Every kebab-case text of a folder's code, but for those that a topology may hold as values."""
    texts = {
        node.value
        for path in folder.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and KEBAB.fullmatch(node.value)
    }
    return texts - set(choices(json.loads(schema_text())))


def choices(schema: Any) -> Iterator[str]:
    """The values of every enumeration in a JSON Schema."""
    if isinstance(schema, dict):
        yield from schema.get("enum", ())
        for inner in schema.values():
            yield from choices(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from choices(inner)


@pytest.mark.parametrize("name", reference.PAGES)
def test_a_generated_page_is_up_to_date(name: str) -> None:
    assert (REFERENCE / name).read_text(encoding="utf-8") == reference.PAGES[name](), "run `make golden`"


def test_the_schema_is_up_to_date() -> None:
    assert (REFERENCE / "topology.schema.json").read_text(encoding="utf-8") == schema_text() + "\n"


@pytest.mark.parametrize("path", list(commands(typer.main.get_command(app))), ids=" ".join)
def test_what_help_names_is_in_the_reference(path: tuple[str, ...]) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "mqttmesh", *path, "--help"],
        capture_output=True, text=True, check=True, cwd=ROOT,
    ).stdout  # fmt: skip
    named = set(re.findall(r"--[a-z][a-z-]+", told)) - {"--help"}
    written = section((REFERENCE / "cli.md").read_text(encoding="utf-8"), " ".join(("mqttmesh", *path)))
    assert written
    assert {option for option in named if f"`{option}" not in written} == set()


def test_no_page_is_of_a_rule_that_is_no_more() -> None:
    pages = {path.relative_to(REFERENCE).as_posix() for path in (REFERENCE / "rules").glob("*.md")}
    assert pages == {name for name in reference.PAGES if name.startswith("rules/")}, "run `make golden`"


def test_every_mistake_has_its_meaning_and_nothing_else_has() -> None:
    known = set().union(*(rules_in(ROOT / "mqttmesh" / layer) for layer in LAYERS))
    assert sorted(MEANINGS) == sorted({*known, UNREADABLE})


def test_no_rule_is_called_as_a_mistake_a_family_or_a_severity_is() -> None:
    names = [rule.id for rule in RULES]
    assert len({*names, *MEANINGS}) == len(names) + len(MEANINGS)
    assert set(names).isdisjoint({*(rule.family for rule in RULES), *Severity})


def test_a_mistake_of_the_code_is_found(tmp_path: Path) -> None:
    (tmp_path / "check.py").write_text('Finding("new-rule", "text of a-message")\nkind = "aws-iot"\n')
    assert rules_in(tmp_path) == {"new-rule"}


def test_every_exit_code_of_an_error_is_listed() -> None:
    page = (REFERENCE / "exit-codes.md").read_text(encoding="utf-8")
    classes: list[type[errors.MqttmeshError]] = [errors.MqttmeshError, *errors.MqttmeshError.__subclasses__()]
    assert {kind.exit_code for kind in classes} <= set(map(int, re.findall(r"^\| (\d+) \|", page, re.M)))


def test_every_rendered_file_is_described() -> None:
    page = (REFERENCE / "rendered-files.md").read_text(encoding="utf-8")
    trees = ROOT / "tests" / "golden" / "trees"
    names = {path.name for path in trees.rglob("*") if path.is_file() and path.suffix != ".pem"}
    names -= {"DIGESTS"}  # of the large example only the digests are kept
    assert {name for name in names if name not in page} == set()


def options(spec: Spec, *path: str) -> Iterator[str]:
    """Every option that has a default, in the words of a topology."""
    for field in sorted(spec.model_fields_set):
        value = getattr(spec, field)
        whole = not isinstance(value, Spec) or isinstance(spec, BridgeSpec)
        yield from [".".join((*path, field))] if whole else options(value, *path, field)


def test_every_default_has_its_reason() -> None:
    page = (ROOT / "docs" / "explanation" / "defaults.md").read_text(encoding="utf-8")
    known = [*options(BROKER), *options(BRIDGE, "bridge")]
    assert {"image", "queue.bytes", "bridge.restart"} <= set(known)
    assert [option for option in known if f"`{option}`" not in page] == []


def test_every_floor_is_on_the_map() -> None:
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    layers = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    mapped = re.findall(r"^\| `([a-z]+)` \|", page, re.M)
    assert mapped == layers["contracts"][0]["layers"]


def test_the_picture_asks_nobody_for_anything() -> None:
    picture = (ROOT / "docs" / "images" / "demo.svg").read_text(encoding="utf-8")
    assert set(re.findall(r"https?://[^\s\"<]+", picture)) == {"http://www.w3.org/2000/svg"}
