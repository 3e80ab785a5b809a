"""Topic names and filters, by the examples of MQTT 5.0 §4.7 and mosquitto.conf(5)."""

from __future__ import annotations

import pytest

from mqttmesh import topic


@pytest.mark.parametrize(
    ("topic_filter", "name"),
    [
        ("sport/tennis/player1/#", "sport/tennis/player1"),
        ("sport/tennis/player1/#", "sport/tennis/player1/score/wimbledon"),
        ("sport/#", "sport"),
        ("#", "sport"),
        ("sport/tennis/+", "sport/tennis/player1"),
        ("sport/+", "sport/"),
        ("+/+", "/finance"),
        ("/+", "/finance"),
        ("$SYS/#", "$SYS/broker/version"),
        ("$SYS/monitor/+", "$SYS/monitor/Clients"),
    ],
)
def test_the_standards_own_examples_match(topic_filter: str, name: str) -> None:
    assert topic.matches(topic_filter, name)


@pytest.mark.parametrize(
    ("topic_filter", "name"),
    [
        ("sport/tennis/+", "sport/tennis/player1/ranking"),
        ("sport/+", "sport"),
        ("+", "/finance"),
        ("#", "$SYS/broker/version"),
        ("+/monitor/Clients", "$SYS/monitor/Clients"),
        ("Accounts", "ACCOUNTS"),
    ],
)
def test_the_standards_own_counterexamples_do_not(topic_filter: str, name: str) -> None:
    assert not topic.matches(topic_filter, name)


@pytest.mark.parametrize("topic_filter", ["#", "+", "a/+/b", "a/#", "/", "+/tennis/#", "a//b", "Grüße/#"])
def test_a_valid_filter_has_no_fault(topic_filter: str) -> None:
    assert topic.filter_fault(topic_filter) is None


@pytest.mark.parametrize(
    ("topic_filter", "why"),
    [
        ("", "at least one character"),
        ("sport/tennis#", "last level"),
        ("sport/#/ranking", "last level"),
        ("sport+", "alone in its level"),
        ("a b", "white space"),
        ("a\u2028b", "white space"),
        ("a\x00b", "control characters"),
        ('a"b', "quote"),
        ("ä" * 32768, "65535 bytes"),
    ],
)
def test_an_invalid_filter_is_told_why(topic_filter: str, why: str) -> None:
    assert why in (topic.filter_fault(topic_filter) or "")


@pytest.mark.parametrize("prefix", ["", "sites/edge-1/", "$bridge/"])
def test_a_prefix_is_plain_text(prefix: str) -> None:
    assert topic.prefix_fault(prefix) is None


@pytest.mark.parametrize(
    ("prefix", "why"), [("a/+/", "wildcard"), ("a/#", "wildcard"), ("a b/", "white space")]
)
def test_a_prefix_has_no_wildcard(prefix: str, why: str) -> None:
    assert why in (topic.prefix_fault(prefix) or "")


def test_remap_replaces_a_prefix_and_adds_no_level() -> None:
    assert topic.remap("local/a", "local/", "sites/x/") == "sites/x/a"
    assert topic.remap("a", "", "x") == "xa"
    assert topic.remap("other/a", "local/", "sites/x/") is None


def test_a_topic_may_have_as_many_bytes_as_its_length_can_say() -> None:
    assert topic.filter_fault("ä" * 32767 + "a") is None
    assert topic.prefix_fault("ä" * 32767 + "ab") == "a topic is at most 65535 bytes"


@pytest.mark.parametrize(
    "text", ["a\tb", "a\nb", "a\u00a0b", "a\x1bb", "a\x7fb", "a\ufeffb", "a\u202eb", "a\udc80b"]
)
def test_what_mosquitto_or_a_terminal_could_misread_stands_in_no_topic(text: str) -> None:
    assert topic.filter_fault(text) is not None
    assert topic.prefix_fault(text) is not None


@pytest.mark.parametrize(
    ("left", "right", "together"),
    [
        ("a/#", "a", True),
        ("a/#", "+/b", True),
        ("a/+", "+/b", True),
        ("#", "/", True),
        ("$SYS/#", "$SYS/+/state", True),
        ("a/+", "a", False),
        ("a/+/c", "a/b", False),
        ("a/#", "b/#", False),
        ("#", "$SYS/#", False),
        ("+/broker", "$SYS/broker", False),
    ],
)
def test_two_filters_overlap_when_some_topic_matches_both(left: str, right: str, together: bool) -> None:
    assert topic.overlaps(left, right) is topic.overlaps(right, left) is together


@pytest.mark.parametrize(
    ("wide", "narrow", "covered"),
    [
        ("#", "a/b/#", True),
        ("+/#", "#", True),
        ("a/#", "a", True),
        ("a/+", "a/b", True),
        ("a/+/#", "a/b", True),
        ("$SYS/#", "$SYS/broker/+", True),
        ("a/+", "a/#", False),
        ("a/b", "a/+", False),
        ("a/+/#", "a", False),
        ("a/+/#", "a/#", False),
        ("#", "$SYS/broker", False),
    ],
)
def test_a_filter_covers_another_when_it_matches_all_of_its_topics(
    wide: str, narrow: str, covered: bool
) -> None:
    assert topic.covers(wide, narrow) is covered
