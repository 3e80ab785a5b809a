"""Comments that take findings out: where they count, what they hide, and that none is left without a use."""

from __future__ import annotations

from pathlib import Path

import pytest

from mqttmesh.check import examine
from mqttmesh.check.rules import RULES
from mqttmesh.check.rules.ignores import unused_ignore
from mqttmesh.check.run import MOST
from tests.support.topologies import HUB, SPOKE, TOPICS

ASKED = ("insecure-bridge", "no-persistence", "unused-ignore", "unknown-rule")
HEAD = f"version: 1\nname: grid\n{HUB}{TOPICS}{SPOKE}"
LINE = HEAD.count("\n") + 1
"""The first line of what a test adds."""


def found(folder: Path, text: str, *overrides: str, asked: tuple[str, ...] = ASKED) -> list[tuple[str, int]]:
    """Every finding in the head and a text: its rule, and its line in the text, from 1."""
    path = folder / "topology.yaml"
    path.write_text(HEAD + text, encoding="utf-8")
    examination = examine(path, overrides, [rule for rule in RULES if rule.id in asked])
    assert examination.sound, examination.findings
    source = examination.source
    return [(each.rule, source.span(each).line - LINE + 1) for each in examination.findings]


@pytest.mark.parametrize(
    "text",
    [
        "bridge: {insecure: true} # mqttmesh: ignore[insecure-bridge]\n",
        "bridge: {insecure: true} # mqttmesh: ignore[insecure-bridge] a lab\n",
        "bridge: {insecure: true} # a lab # mqttmesh:ignore[ insecure-bridge ]\n",
        "bridge: {insecure: true,# mqttmesh: ignore[insecure-bridge]\n  keepalive: 9s}\n",
        "bridge:\n  insecure: true # mqttmesh: ignore[insecure-bridge]\n",
        "# mqttmesh: ignore[insecure-bridge]\nbridge: {insecure: true}\n",
        "# mqttmesh: ignore[insecure-bridge]\n\n# a lab\nbridge: {insecure: true}\n",
        "bridge:\n  # mqttmesh: ignore[insecure-bridge]\n  insecure: true\n",
        "bridge: {insecure: true} # mqttmesh: ignore[insecure-bridge]",
        "bridge: {insecure: true} # mqttmesh: ignore[insecure-bridge]\r\n",
    ],
)
def test_a_finding_beside_or_below_its_ignore_is_left_out(text: str, tmp_path: Path) -> None:
    assert found(tmp_path, text) == []
    assert found(tmp_path, text.replace("mqttmesh:", "mqttmes:")) == [
        ("insecure-bridge", 1 + text.partition("insecure: true")[0].count("\n"))
    ]


def test_one_comment_may_name_several_rules(tmp_path: Path) -> None:
    text = "{}: {{insecure: true}} # mqttmesh: ignore[insecure-bridge, no-persistence]\n"
    assert found(tmp_path, text.format("bridge")) == [("unused-ignore", 1)]
    both = "defaults: {persistence: {enabled: false}}"
    assert found(tmp_path, f"{both} # mqttmesh: ignore[no-persistence,insecure-bridge]\n") == [
        ("unused-ignore", 1)
    ]


def test_another_rule_on_the_same_line_is_still_found(tmp_path: Path) -> None:
    text = "bridge: {insecure: true} # mqttmesh: ignore[no-persistence]\n"
    assert found(tmp_path, text) == [("insecure-bridge", 1), ("unused-ignore", 1)]


@pytest.mark.parametrize(
    "text",
    [
        "# mqttmesh: ignore[insecure-bridge]\ntrust: [system]\nbridge: {insecure: true}\n",
        "bridge: {insecure: true}\n# mqttmesh: ignore[insecure-bridge]\n",
        "trust: [system] # mqttmesh: ignore[insecure-bridge]\nbridge: {insecure: true}\n",
    ],
)
def test_an_ignore_elsewhere_ignores_nothing_and_is_told(text: str, tmp_path: Path) -> None:
    assert sorted(rule for rule, _ in found(tmp_path, text)) == ["insecure-bridge", "unused-ignore"]


@pytest.mark.parametrize(
    "value",
    [
        '"# mqttmesh: ignore[insecure-bridge]"',
        "'it''s # mqttmesh: ignore[insecure-bridge]'",
        "|-\n      # mqttmesh: ignore[insecure-bridge]",
        '"first\n    # mqttmesh: ignore[insecure-bridge]\n    bridge"',
    ],
)
def test_a_text_that_looks_like_a_comment_is_none(value: str, tmp_path: Path) -> None:
    text = f"defaults:\n  labels:\n    note: {value}\nbridge: {{insecure: true}}\n"
    assert [rule for rule, _ in found(tmp_path, text)] == ["insecure-bridge"]


def test_a_comment_behind_the_mark_of_a_text_is_one(tmp_path: Path) -> None:
    comment = "# mqttmesh: ignore[insecure-bridge]"
    text = f"defaults:\n  labels:\n    note: |- {comment}\n      {comment}\n"
    assert found(tmp_path, text) == [("unused-ignore", 3)]


def test_an_id_that_is_none_is_told_with_the_nearest(tmp_path: Path) -> None:
    path = tmp_path / "topology.yaml"
    path.write_text(f"{HEAD}bridge: {{insecure: true}} # mqttmesh: ignore[insecure-brigde, unknown-key]\n")
    findings = examine(path, (), [rule for rule in RULES if rule.id in ASKED]).findings
    assert [(each.rule, each.message, each.hint) for each in findings[1:]] == [
        ("unknown-rule", "there is no rule `insecure-brigde`", "did you mean `insecure-bridge`?"),
        ("unknown-rule", "`unknown-key` is a mistake, which cannot be ignored", "remove it"),
    ]


@pytest.mark.parametrize("comment", ["# mqttmesh: ignore", "# mqttmesh: ignore[]", "# mqttmesh: ignore all"])
def test_an_ignore_of_everything_ignores_nothing(comment: str, tmp_path: Path) -> None:
    text = f"bridge: {{insecure: true}} {comment}\n"
    assert found(tmp_path, text) == [("insecure-bridge", 1), ("unused-ignore", 1)]


def test_a_word_about_ignoring_is_no_ignore(tmp_path: Path) -> None:
    assert found(tmp_path, "# mqttmesh: see ignored.txt\n") == []


def test_of_a_rule_that_was_not_asked_nothing_is_said(tmp_path: Path) -> None:
    text = "# mqttmesh: ignore[insecure-bridge]\nbridge: {insecure: false}\n"
    assert found(tmp_path, text) == [("unused-ignore", 1)]
    assert found(tmp_path, text, asked=("no-persistence", "unused-ignore")) == []


def test_what_an_option_brings_is_not_hidden_by_a_line_of_the_file(tmp_path: Path) -> None:
    text = "bridge: {insecure: true} # mqttmesh: ignore[insecure-bridge]\n"
    assert found(tmp_path, text) == []
    rules = [rule for rule, _ in found(tmp_path, text, "bridge.insecure=true")]
    assert sorted(rules) == ["insecure-bridge", "unused-ignore"]


def test_an_unused_ignore_says_which(tmp_path: Path) -> None:
    path = tmp_path / "topology.yaml"
    path.write_text(f"{HEAD}# mqttmesh: ignore[insecure-bridge]\n")
    (finding,) = examine(path, (), [rule for rule in RULES if rule.id in ASKED]).findings
    assert finding.severity is unused_ignore.SEVERITY
    assert "`insecure-bridge`" in finding.message


@pytest.mark.parametrize(
    "line",
    ["# mqttmesh: ignore[insecure-bridge]\n", "#mqttmesh:ignore[", "#mqttmesh:ignore[x] ", "#" + " " * 50],
)
def test_any_number_of_comments_is_read(line: str, tmp_path: Path) -> None:
    text = f"bridge: {{insecure: true}}\n# {line * 20_000}\n"
    assert ("insecure-bridge", 1) in found(tmp_path, text)


def test_what_is_ignored_leaves_room_for_the_rest(tmp_path: Path) -> None:
    """However many findings of one rule are taken out, the next one is told."""
    ignored = "".join(
        f"  - {{name: edge-{number}, bridge: {{insecure: true}}}} # mqttmesh: ignore[insecure-bridge] known\n"
        for number in range(MOST)
    )
    last = "  - {name: last, bridge: {insecure: true}}\n"
    path = tmp_path / "topology.yaml"
    path.write_text(f"version: 1\nname: grid\n{HUB}{TOPICS}spokes:\n{ignored}{last}")
    (finding,) = examine(path, (), [rule for rule in RULES if rule.id in ASKED]).findings
    assert finding.loc == ("spokes", MOST, "bridge", "insecure")


def test_of_one_rule_a_thousand_findings_are_told(tmp_path: Path) -> None:
    spokes = "".join(
        f"  - {{name: edge-{number}, bridge: {{insecure: true}}}}\n" for number in range(MOST + 1)
    )
    path = tmp_path / "topology.yaml"
    path.write_text(f"version: 1\nname: grid\n{HUB}{TOPICS}spokes:\n{spokes}")
    assert len(examine(path, (), [rule for rule in RULES if rule.id in ASKED]).findings) == MOST
