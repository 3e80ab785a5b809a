"""However many routes a bridge has, and however they overlap, rules on topics come to an end and say so."""

from __future__ import annotations

from pathlib import Path

from mqttmesh.check import Case, check
from mqttmesh.check.rules import RULES
from mqttmesh.finding import Finding
from mqttmesh.load import load
from mqttmesh.resolve import resolution
from tests.support.farm import with_example

TOPICS = tuple(rule for rule in RULES if rule.family == "topics")


def found(topics: str, folder: Path) -> tuple[Finding, ...]:
    path = folder / "topology.yaml"
    path.write_text(with_example(f"topics:\n{topics}"))
    topology = load(path)
    return check(Case.of(topology, resolution(topology)), TOPICS)


def test_ten_thousand_overlapping_filters_are_answered(tmp_path: Path) -> None:
    routes = (f'  - {{filter: "+/{"+/" * (n % 7)}a{n}/#", direction: both}}\n' for n in range(10_000))
    findings = found("".join(routes), tmp_path)
    told = [each for each in findings if "not compared" in each.message]
    assert [each.loc for each in told] == [("topics", 500)]
    assert "10,000" in told[0].message


def test_filters_of_wildcards_alone_are_answered(tmp_path: Path) -> None:
    levels = ("/".join("+" if number >> bit & 1 else "a" for bit in range(8)) for number in range(256))
    findings = found("".join(f'  - {{filter: "{name}", direction: both}}\n' for name in levels), tmp_path)
    assert {each.loc for each in findings if each.rule == "duplicate-delivery"} >= {("topics", 255)}
