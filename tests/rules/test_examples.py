"""Every rule's page has an example that fails and one that passes; both are run here.

An example is a part of a topology: what it leaves out is as in the farm of docs/reference/rules/README.md,
whose certificates `tests.support.farm` makes. The lines at fault end with `# here`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from mqttmesh.check import Case, check
from mqttmesh.check.rule import Rule
from mqttmesh.check.rules import RULES
from mqttmesh.finding import Finding, Severity
from mqttmesh.load import load
from mqttmesh.resolve import resolution
from tests.support.farm import FARM, example, farm_folder, with_example

EACH = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return farm_folder(tmp_path_factory.mktemp("farm"))


def found(text: str, folder: Path) -> list[tuple[Finding, int]]:
    """What all rules find in a topology, each with its line."""
    path = folder / "topology.yaml"
    path.write_text(text)
    topology = load(path)
    findings = check(Case.of(topology, resolution(topology)))
    return [(each, topology.source.span(each).line) for each in findings]


@EACH
def test_the_failing_example_is_found_where_it_stands(rule: Rule, folder: Path) -> None:
    text = with_example(example(rule, "Fails"))
    marked = {number for number, line in enumerate(text.splitlines(), 1) if line.endswith("# here")}
    assert marked, "no line of the example ends with `# here`"
    findings = found(text, folder)
    assert {line for each, line in findings if each.rule == rule.id} == marked, findings


@EACH
def test_the_passing_example_has_nothing_to_say(rule: Rule, folder: Path) -> None:
    findings = found(with_example(example(rule, "Passes")), folder)
    assert not [each for each, _ in findings if each.rule == rule.id or each.severity is Severity.ERROR]


@EACH
def test_a_page_says_what_why_and_shows_it(rule: Rule) -> None:
    headings = [line for line in rule.page.splitlines() if line.startswith("## ")]
    assert headings == ["## Why", "## Fails", "## Passes"]
    assert rule.summary.endswith(".") and max(map(len, rule.page.splitlines())) <= 100


@EACH
def test_what_nothing_proves_is_advice_and_nothing_else_is(rule: Rule) -> None:
    assert (rule.proof == "advice") == (rule.severity is Severity.ADVICE)


def test_the_farm_itself_is_sound(folder: Path) -> None:
    assert found(FARM, folder) == []


def test_every_module_is_registered_once() -> None:
    folder = Path(check.__code__.co_filename).parent / "rules"
    modules = {path.stem.replace("_", "-") for path in folder.glob("*/*.py") if path.stem != "__init__"}
    assert sorted(rule.id for rule in RULES) == sorted(modules)
