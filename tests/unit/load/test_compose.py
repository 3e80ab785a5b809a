from __future__ import annotations

import pytest
import yaml

from mqttmesh.load.compose import compose
from mqttmesh.load.data import DEPTH, NODES

SAME_AS_PYYAML = [
    "a: 1\nb: [x, {c: 'd', e: \"f\"}]\n",
    "a: |\n  two\n  lines\nb: >-\n  one\n  line\n",
    "base: &base {port: 1883, tls: false}\nlisteners:\n  - *base\n  - {<<: *base, tls: true}\n",
    "a: &a {x: 1}\nb: &b {x: 2, y: 2}\nc: {<<: [*a, *b], z: 3}\nd: {z: 4, <<: *b}\n",
    "a: &t text\nb: *t\nc: &a [1]\nd: *a\n",
    "'on': 'yes'\n\"12:30\": \"007\"\n",
    "- 1\n- [2, 3]\n-\n  - 4\n",
    "plain\n",
    "# only\n---\na: {}\n...\n# after\n",
    "'<<': 5\n",
]


@pytest.mark.parametrize("text", SAME_AS_PYYAML)
def test_sound_text_reads_as_pyyaml_reads_it(text: str) -> None:
    composed = compose(text)
    assert composed.findings == ()
    assert composed.complete
    assert composed.data == yaml.load(text, yaml.CSafeLoader)


@pytest.mark.parametrize(
    ("text", "rule", "line", "column"),
    [
        ("a: 1\na: 2\n", "duplicate-key", 2, 1),
        ("a: {b: 1, b: 2}\n", "duplicate-key", 1, 11),
        ("a: on\n", "yaml-trap", 1, 4),
        ("no: 1\n", "yaml-trap", 1, 1),
        ("1: a\n", "bad-key", 1, 1),
        ("? [a]\n: b\n", "bad-key", 1, 3),
        ("{{a}}: b\n", "bad-key", 1, 1),
        ("a: !!python/name:os.system x\n", "yaml-tag", 1, 4),
        ("a: !mine [x]\n", "yaml-tag", 1, 4),
        ("a: *b\n", "yaml-alias", 1, 4),
        ("a: {<<: [1]}\n", "yaml-alias", 1, 9),
    ],
)
def test_a_mistake_of_writing_is_placed(text: str, rule: str, line: int, column: int) -> None:
    (finding,) = compose(text).findings
    assert finding.rule == rule
    assert finding.span is not None
    assert (finding.span.line, finding.span.column) == (line, column)


def test_the_first_of_two_keys_counts_and_reading_goes_on() -> None:
    composed = compose("a: 1\na: 2\nb: no\nc: 3\n")
    assert composed.complete
    assert composed.data == {"a": 1, "b": "no", "c": 3}
    assert [finding.rule for finding in composed.findings] == ["duplicate-key", "yaml-trap"]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("a: &a [*a]\n", "yaml-alias"),
        ("a: 1\n---\nb: 2\n", "many-documents"),
        ("[" * (DEPTH + 1), "too-deep"),
        ("[" * 100_000, "too-deep"),
        ("- " * 100_000, "too-deep"),
        ("{a: " * 5_000, "too-deep"),
        ("a: 'b", "yaml-syntax"),
    ],
)
def test_reading_stops(text: str, rule: str) -> None:
    composed = compose(text)
    assert not composed.complete
    assert composed.data is None
    assert [finding.rule for finding in composed.findings] == [rule]


def test_the_deepest_nesting_is_read() -> None:
    assert compose("[" * DEPTH + "]" * DEPTH).complete


def test_many_values_are_counted_with_their_aliases() -> None:
    item = "- [" + "x, " * 999 + "]\n"
    within = "- &a [" + "x, " * 999 + "]\n" + "- *a\n" * (NODES // 1000 - 2)
    assert compose(within).complete
    (finding,) = compose(within + "- *a\n" * 2).findings
    assert "aliases" in finding.message
    (finding,) = compose(item * (NODES // 1000)).findings
    assert finding.rule == "too-many-values"


def test_mistakes_before_broken_yaml_are_kept() -> None:
    rules = [finding.rule for finding in compose("a: on\na: 1\nb: [\n").findings]
    assert rules == ["yaml-trap", "duplicate-key", "yaml-syntax"]


def test_an_anchor_is_written_once() -> None:
    composed = compose("a: &x 1\nb: *x\nc: &x 2\nd: *x\n")
    assert composed.data == {"a": 1, "b": 1, "c": 2, "d": 2}
    assert ["twice" in finding.message for finding in composed.findings] == [True]
