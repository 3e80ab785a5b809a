"""The harm that rules of `topics` speak of, at real brokers: a rule speaks just where there is some."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from mqttmesh.check import Case, check
from mqttmesh.check.rules import RULES
from mqttmesh.load import load
from mqttmesh.mesh import Endpoint, Mesh
from mqttmesh.resolve import resolution
from tests.support.brokers import MosquittoBinary
from tests.support.flows import running_mesh, write_broker
from tests.support.waiting import wait_until

OWN = tuple(rule for rule in RULES if rule.family == "topics")
EVERYTHING = ["#", "$SYS/#"]


def route(topic_filter: str, direction: str = "out", local: str = "", remote: str = "") -> dict[str, str]:
    named = {"filter": topic_filter, "direction": direction}
    return {**named, "local_prefix": local, "remote_prefix": remote}


def topology(routes: list[dict[str, str]], **bridge: str | bool) -> dict[str, Any]:
    """A hub and a spoke, whose writers may write what they like."""
    return {
        "version": 1,
        "name": "harm",
        "defaults": {
            "persistence": {"enabled": False},
            "listeners": [{"port": 1883}],
            "users": [{"name": "writer", "write": EVERYTHING}],
        },
        "hub": {"host": "hub.example"},
        "bridge": {"tls": False, "restart": {"base": "1s", "cap": "1s"}, **bridge},
        "topics": routes,
        "spokes": [{"name": "s1"}],
    }


def judged(text: dict[str, Any], folder: Path, mosquitto: MosquittoBinary) -> tuple[Mesh, set[str]]:
    """A topology's mesh, and which rules on topics find something in it."""
    path = folder / "topology.yaml"
    path.write_text(yaml.safe_dump(text))
    topology = load(path)
    found = resolution(topology, release=mosquitto.version)  # type: ignore[arg-type]
    return found.mesh, {finding.rule for finding in check(Case.of(topology, found), OWN)}


@dataclass(frozen=True)
class Harm:
    """Routes that a rule speaks of, the same without the fault, and a message that ought to arrive once."""

    rule: str
    faulty: list[dict[str, str]]
    sound: list[dict[str, str]]
    published: tuple[str, str]
    wanted: tuple[str, str]
    bridge: tuple[tuple[str, str | bool], ...] = ()


HARMS = (
    Harm(
        "sys-topic-inward",
        [route("a/#", "in", local="$SYS/x/")],
        [route("a/#", "in", local="x/")],
        ("hub", "a/1"),
        ("s1", "x/a/1"),
    ),
    Harm(
        "sys-topic-outward",
        [route("a/#", remote="$SYS/x/")],
        [route("a/#", remote="x/")],
        ("s1", "a/1"),
        ("hub", "x/a/1"),
    ),
    Harm(
        "shared-subscription",
        [route("$share/all/a/#", "in")],
        [route("a/#", "in")],
        ("hub", "a/1"),
        ("s1", "a/1"),
    ),
    Harm(
        "skipped-route",
        [route("a/#", remote="x/"), route("a/#", local="b/")],
        [route("a/#", remote="x/"), route("a/+", local="b/")],
        ("s1", "b/a/1"),
        ("hub", "a/1"),
    ),
    Harm(
        "skipped-route",
        [route("", local="now", remote="then"), route("a/#")],
        [route("a/#"), route("", local="now", remote="then")],
        ("s1", "a/1"),
        ("hub", "a/1"),
    ),
    Harm(
        "unsubscribed-route",
        [route("a/#", "in"), route("a/#")],
        [route("a/#"), route("a/#", "in")],
        ("hub", "a/1"),
        ("s1", "a/1"),
    ),
    Harm(
        "shadowed-route",
        [route("a/#", remote="x/"), route("a/b", remote="y/")],
        [route("a/c", remote="x/"), route("a/b", remote="y/")],
        ("s1", "a/b"),
        ("hub", "y/a/b"),
    ),
    Harm(
        "duplicate-delivery",
        [route("a/#"), route("+/b")],
        [route("a/#"), route("c/b")],
        ("s1", "a/b"),
        ("hub", "a/b"),
    ),
    Harm(
        "duplicate-delivery",
        [route("a/#", "in"), route("+/b", "in")],
        [route("a/#", "in"), route("c/b", "in")],
        ("hub", "a/b"),
        ("s1", "a/b"),
    ),
    Harm(
        "topic-echo",
        [route("a/#", remote="x/"), route("#", "in", remote="x/")],
        [route("a/#", remote="x/"), route("c/#", "in", remote="y/")],
        ("s1", "a/b"),
        ("s1", "a/b"),
        (("try_private", False),),
    ),
)


@pytest.mark.parametrize("faulty", [True, False], ids=["faulty", "sound"])
@pytest.mark.parametrize("harm", HARMS, ids=lambda harm: harm.rule)
def test_a_rule_speaks_just_where_a_message_does_not_arrive_once(
    harm: Harm, faulty: bool, mosquitto: MosquittoBinary, tmp_path: Path
) -> None:
    text = topology(harm.faulty if faulty else harm.sound, **dict(harm.bridge))
    mesh, rules = judged(text, tmp_path, mosquitto)
    with running_mesh(mesh, mosquitto, tmp_path) as running:
        running.publish(*harm.published, "message")
        running.settle()
        arrivals = running.arrivals("message")
    times = sum(n for arrival, n in arrivals.items() if (arrival.broker, arrival.topic) == harm.wanted)
    assert (times != 1) == (harm.rule in rules), arrivals
    if not faulty:
        assert times == 1
        assert not rules


DEEP = "/".join("a" * 201)
STOPS = (
    ("joined-filter", route("#", local="a"), route("#", local="a/", remote="b/"), "s1"),
    ("joined-filter", route("+/a", remote="a"), route("+/a", remote="a/"), "hub"),
    ("deep-topic", route(f"{DEEP}/#"), route(DEEP), "hub"),
    ("deep-topic", route(f"{DEEP}/#", "in"), route(DEEP, "in"), "hub"),
)


@pytest.mark.parametrize(("rule", "faulty", "sound", "broker"), STOPS)
def test_a_broker_does_not_start_with_what_is_no_topic(
    rule: str,
    faulty: dict[str, str],
    sound: dict[str, str],
    broker: str,
    mosquitto: MosquittoBinary,
    tmp_path: Path,
) -> None:
    mesh, rules = judged(topology([faulty]), tmp_path, mosquitto)
    assert rule in rules
    place = tmp_path / broker
    place.mkdir()
    written = next(each for each in mesh.brokers if each.name == broker)
    write_broker(written, mesh, place, "127.0.0.1", Endpoint("127.0.0.1", 1883))
    argv: list[str | Path] = [mosquitto.path, "-c", place / "mosquitto.conf"]
    ended = subprocess.run(argv, capture_output=True, timeout=20, check=False)
    assert ended.returncode != 0 and b"Invalid" in ended.stderr

    twin = tmp_path / "twin"
    twin.mkdir()
    mesh, rules = judged(topology([sound]), twin, mosquitto)
    assert rule not in rules
    with running_mesh(mesh, mosquitto, twin):
        pass  # every broker runs, every bridge is connected


def test_a_message_without_a_topic_ends_the_link(mosquitto: MosquittoBinary, tmp_path: Path) -> None:
    mesh, rules = judged(topology([route("#", local="a/")]), tmp_path, mosquitto)
    assert "empty-topic" in rules
    with running_mesh(mesh, mosquitto, tmp_path) as running:
        running.publish("s1", "a/", "message")
        wait_until(
            lambda: (tmp_path / "hub.log").read_text().count("malformed packet") > 1,
            within=20,
            what="the link to end, and to end again",
            logs=running.logs,
        )


def test_that_message_is_carried_where_a_topic_is_left(mosquitto: MosquittoBinary, tmp_path: Path) -> None:
    mesh, rules = judged(topology([route("#", local="a/", remote="b/")]), tmp_path, mosquitto)
    assert "empty-topic" not in rules
    with running_mesh(mesh, mosquitto, tmp_path) as running:
        running.publish("s1", "a/", "message")
        running.settle()
        assert "b/" in {arrival.topic for arrival in running.arrivals("message")}


@pytest.mark.parametrize(
    ("back", "grown"), [("#", {"x/a", "x/x/a", "x/x/x/a"}), ("y/#", {"x/a"})], ids=["faulty", "sound"]
)
def test_a_retained_message_goes_round_and_grows(
    back: str, grown: set[str], mosquitto: MosquittoBinary, tmp_path: Path
) -> None:
    mesh, rules = judged(topology([route("#", remote="x/"), route(back, "in")]), tmp_path, mosquitto)
    assert ("topic-loop" in rules) == (len(grown) > 1)
    with running_mesh(mesh, mosquitto, tmp_path) as running:
        running.publish("s1", "a", "message", retain=True)
        running.settle()
        for _ in range(4):
            running.renew_link("harm.s1", "s1")
        arrivals = running.arrivals("message")
    assert {arrival.topic for arrival in arrivals if arrival.broker == "hub"} == grown
