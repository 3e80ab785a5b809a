"""A fault of a text that aliases repeat is one, whether it is told, left or ignored."""

from __future__ import annotations

from pathlib import Path

import pytest

from mqttmesh.check.examination import examine_text
from mqttmesh.check.fix import fix
from mqttmesh.check.selection import selection
from mqttmesh.finding import Finding
from tests.support.topologies import HUB, TOPICS

ASKED = selection(["start-once", "insecure-bridge", "ignores"])
HEAD = f"version: 1\nname: grid\n{HUB}{TOPICS}spokes:\n"
FIRST = "  - {name: a, bridge: &b {start_type: once}}\n"
OTHERS = "  - {name: b, bridge: *b}\n  - {name: c, bridge: *b}\n"


def found(text: str, *overrides: str) -> list[Finding]:
    return list(examine_text(Path("topology.yaml"), HEAD + text, overrides, ASKED.rules).findings)


def test_one_text_is_told_once_in_the_words_of_its_first_use() -> None:
    (finding,) = found(FIRST + OTHERS)
    assert (finding.rule, finding.loc) == ("start-once", ("spokes", 0, "bridge", "start_type"))
    assert "`a`" in finding.message


def test_a_key_of_an_anchor_is_one_too() -> None:
    (finding,) = found((FIRST + OTHERS).replace("start_type: once", "insecure: true"))
    assert (finding.rule, finding.loc[:2]) == ("insecure-bridge", ("spokes", 0))


@pytest.mark.parametrize("one_of", ["{start_type: once}", "{<<: *b, start_type: once}"])
def test_what_is_written_twice_is_told_twice(one_of: str) -> None:
    places = [each.loc[1] for each in found(f"{FIRST}  - {{name: b, bridge: {one_of}}}\n")]
    assert places == [0, 1]


def test_what_an_option_says_of_an_alias_is_told_beside_it() -> None:
    places = [each.loc[1] for each in found(FIRST + OTHERS, "spokes.1.bridge.start_type=once")]
    assert places == [0, 1]


def test_why_the_text_is_not_mended_is_said_once() -> None:
    text = HEAD + FIRST.replace("start_type: once", "insecure: true") + OTHERS
    fixed = fix(Path("topology.yaml"), text, (), ASKED)
    assert (fixed.text, fixed.mended) == (text, ())
    assert [why for _, why in fixed.left] == ["other places may repeat it by an alias"]


def test_an_ignore_of_the_text_is_one_of_all_its_uses() -> None:
    assert found(FIRST.replace("\n", " # mqttmesh: ignore[start-once]\n") + OTHERS) == []
