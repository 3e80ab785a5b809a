"""Mending: the fault is gone, the rest is as it was, and an edit that would do harm is not made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from mqttmesh.check.case import Case
from mqttmesh.check.fix import Fixed, fix
from mqttmesh.check.rule import Fault, Rule
from mqttmesh.check.rules import RULES
from mqttmesh.check.run import MOST
from mqttmesh.check.selection import Selection
from mqttmesh.finding import Edit, Loc, Severity
from tests.support.topologies import HUB, SPOKE, TOPICS

HEAD = f"version: 1\nname: grid\n{HUB}{TOPICS}{SPOKE}"
INSECURE = "bridge: {insecure: true} # a lab\n"
FORGETFUL = "defaults:\n  persistence:\n    enabled: false # for now\n"


def asked(*rules: Rule) -> Selection:
    known = tuple(rule for rule in RULES if rule.id in ("insecure-bridge", "no-persistence"))
    return Selection(rules or known, advice=False, named=frozenset())


def fixed(text: str, *overrides: str, selection: Selection | None = None) -> Fixed:
    return fix(Path("topology.yaml"), HEAD + text, overrides, selection or asked())


def body(result: Fixed) -> str:
    """What became of the text behind the head."""
    assert result.text.startswith(HEAD)
    return result.text.removeprefix(HEAD)


def rule(loc: Loc, *edits: str | None, severity: Severity = Severity.WARNING) -> Rule:
    """A rule that finds `true` at a place, and offers edits of it."""

    def check(case: Case) -> Iterator[Fault]:
        if case.spec.bridge is not None and case.spec.bridge.insecure:
            yield from (
                Fault(loc, f"{number} is wrong", "", edit=Edit(loc, edit))
                for number, edit in enumerate(edits)
            )

    module = ModuleType("rules.tls.made_up")
    vars(module).update(check=check, SEVERITY=severity, PROOF="topology")
    return Rule(module)


def test_all_that_can_be_is_mended_at_once() -> None:
    result = fixed(INSECURE + FORGETFUL)
    assert body(result) == INSECURE.replace("true", "false") + FORGETFUL.replace("false", "true")
    assert sorted(each.rule for each in result.mended) == ["insecure-bridge", "no-persistence"]
    assert (result.examination.findings, result.left) == ((), ())


def test_a_sound_text_stays_as_it_is() -> None:
    result = fixed("bridge: {insecure: false}\n")
    assert (body(result), result.mended) == ("bridge: {insecure: false}\n", ())


def test_a_text_with_mistakes_stays_as_it_is() -> None:
    result = fixed(INSECURE + "unknown: 1\n")
    assert (body(result), result.mended) == (INSECURE + "unknown: 1\n", ())
    assert not result.examination.sound


def test_what_is_ignored_is_not_mended() -> None:
    text = "bridge: {insecure: true} # mqttmesh: ignore[insecure-bridge]\n"
    assert body(fixed(text)) == text


def test_what_is_said_of_many_spokes_is_mended_once() -> None:
    spokes = "spokes: [{name: 'edge-{1..9}', bridge: {insecure: true}}]\n"
    result = fix(Path("t.yaml"), HEAD.replace(SPOKE, spokes), (), asked())
    assert result.text == HEAD.replace(SPOKE, spokes.replace("true", "false"))
    assert len(result.mended) == 1


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("bridge: &b {insecure: true}\n", "other places may repeat it by an alias"),
        ("bridge: {insecure: &b true, round_robin: *b}\n", "other places may repeat it by an alias"),
    ],
)
def test_what_other_places_repeat_is_left(text: str, why: str) -> None:
    result = fixed(text)
    assert body(result) == text
    assert [(each.rule, reason) for each, reason in result.left] == [("insecure-bridge", why)]


def test_what_an_option_brought_is_left() -> None:
    result = fixed("bridge: {insecure: false}\n", "bridge.insecure=true")
    assert body(result) == "bridge: {insecure: false}\n"
    assert [reason for _, reason in result.left] == ["its value comes from --set"]


def test_an_edit_in_a_file_with_an_option_is_made_all_the_same() -> None:
    assert body(fixed(INSECURE, "bridge.keepalive=9s")) == INSECURE.replace("true", "false")


@pytest.mark.parametrize("value", ["maybe", "{", "true", "false, keepalive: 9s", "false} # {"])
def test_an_edit_that_mends_nothing_or_breaks_something_is_not_made(value: str) -> None:
    result = fixed(INSECURE, selection=asked(rule(("bridge", "insecure"), value)))
    assert (body(result), result.mended) == (INSECURE, ())
    assert [reason for _, reason in result.left] == ["mending it would change something else"]


def test_the_other_edits_are_made_all_the_same() -> None:
    harmful = rule(("bridge", "keepalive"), "nonsense")
    text = "bridge: {insecure: true, keepalive: 9s}\n"
    result = fixed(text, selection=asked(harmful, *asked().rules))
    assert body(result) == text.replace("true", "false")


def test_an_edit_that_brings_a_new_finding_is_not_made() -> None:
    worse = rule(("defaults", "persistence", "enabled"), "false")
    text = "bridge: {insecure: true}\ndefaults: {persistence: {enabled: true}}\n"
    result = fixed(
        text, selection=asked(worse, *(each for each in asked().rules if each.family == "delivery"))
    )
    assert (body(result), result.mended) == (text, ())


def test_edits_that_overlap_are_made_one_after_the_other() -> None:
    both = rule(("bridge", "insecure"), None)
    whole = rule(("bridge",), "{}")
    result = fixed("bridge: {insecure: true, keepalive: 9s}\n", selection=asked(both, whole))
    assert "insecure" not in body(result)
    assert len(result.mended) == 1


def test_a_rule_that_is_never_content_comes_to_an_end() -> None:
    def check(case: Case) -> Iterator[Fault]:
        seconds = int(case.spec.bridge.keepalive or 0) if case.spec.bridge else 0
        for left in range(seconds, 60):
            edit = Edit(("bridge", "keepalive"), f"{seconds + 1}s") if left == seconds else None
            yield Fault(("bridge",), f"{left} is too few", "", edit=edit)

    module = ModuleType("rules.tls.greedy")
    vars(module).update(check=check, SEVERITY=Severity.WARNING, PROOF="topology")
    result = fixed("bridge: {keepalive: 5s}\n", selection=asked(Rule(module)))
    seconds = 5 + len(result.mended)
    assert 5 < seconds < 60
    assert body(result) == f"bridge: {{keepalive: {seconds}s}}\n"
    assert len(result.examination.findings) == 60 - seconds


def test_advice_that_nobody_wants_is_not_mended() -> None:
    advice = rule(("bridge", "insecure"), "false", severity=Severity.ADVICE)
    assert body(fixed(INSECURE, selection=asked(advice))) == INSECURE
    wanted = Selection((advice,), advice=True, named=frozenset())
    assert body(fixed(INSECURE, selection=wanted)) == INSECURE.replace("true", "false")


def test_line_ends_are_kept() -> None:
    text = (HEAD + INSECURE).replace("\n", "\r\n")
    assert fix(Path("t.yaml"), text, (), asked()).text == text.replace("insecure: true", "insecure: false")


def test_more_than_is_told_of_one_rule_is_mended(tmp_path: Path) -> None:
    spokes = [f"  - {{name: edge-{number}, bridge: {{insecure: true}}}}\n" for number in range(MOST + 1)]
    text = HEAD.replace(SPOKE, "".join(["spokes:\n", *spokes]))
    result = fix(tmp_path / "t.yaml", text, (), asked())
    assert result.text == text.replace("true}}", "false}}")
    assert len(result.mended) == MOST + 1
