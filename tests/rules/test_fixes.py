"""What `--fix` promises of a rule it keeps, in the very example that its page shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from mqttmesh.check.examination import examine_text
from mqttmesh.check.fix import fix
from mqttmesh.check.rule import Rule
from mqttmesh.check.rules import RULES
from mqttmesh.check.selection import selection
from tests.support.farm import example, farm_folder, with_example

MENDING = [rule for rule in RULES if rule.mends]
OTHERS = [rule for rule in RULES if not rule.mends]
ALL = selection(advice=True)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return farm_folder(tmp_path_factory.mktemp("farm")) / "topology.yaml"


@pytest.mark.parametrize("rule", MENDING, ids=lambda rule: rule.id)
def test_the_failing_example_is_mended_and_its_comments_are_kept(rule: Rule, path: Path) -> None:
    text = with_example(example(rule, "Fails"))
    fixed = fix(path, text, (), ALL)
    assert rule.id in {finding.rule for finding in fixed.mended}, fixed.left
    assert rule.id not in {finding.rule for finding in fixed.examination.findings}
    assert len(fixed.text.splitlines()) >= len(text.splitlines()) - len(fixed.mended)


@pytest.mark.parametrize("rule", OTHERS, ids=lambda rule: rule.id)
def test_a_rule_that_mends_nothing_offers_nothing(rule: Rule, path: Path) -> None:
    findings = examine_text(path, with_example(example(rule, "Fails")), (), [rule]).findings
    assert not [each for each in findings if each.edit]
