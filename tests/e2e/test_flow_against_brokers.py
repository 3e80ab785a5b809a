"""What `mqttmesh.flow` predicts of a message is what real brokers do with it, to the copy.

`FLOW_EXAMPLES` is how many random meshes are started on each release; the suite starts a few.
"""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from mqttmesh import topic
from mqttmesh.flow import Flow, Flows, Message, access_of
from mqttmesh.load import load
from mqttmesh.mesh import Mesh
from mqttmesh.resolve import resolve
from tests.support.brokers import MosquittoBinary
from tests.support.flows import WRITER, Arrival, running_mesh

EXAMPLES = int(os.environ.get("FLOW_EXAMPLES", "12"))
MOST = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),  # to shrink takes minutes
    report_multiple_bugs=False,
    print_blob=True,
)


@dataclass(frozen=True)
class Published:
    """One message of a test, and who publishes it."""

    broker: str
    message: Message


Case = tuple[dict[str, Any], list[Published]]

levels = st.lists(st.sampled_from(["a", "b", "a", "b", "+", "", "$d"]), max_size=3)
filters = st.builds(lambda parts, tail: "/".join([*parts, *tail]), levels, st.sampled_from([[], ["#"]]))
prefixes = st.sampled_from(["", "", "", "a/", "b/", "x/", "{spoke}/", "s1/", "a", "$d/", "$SYS/", "a/b/"])
names = st.lists(
    st.sampled_from(["a", "b", "a", "b", "x", "", "s1", "s2", "$d"]), min_size=1, max_size=4
).map("/".join)
qualities = st.sampled_from([0, 1, 2])


def is_route(route: dict[str, Any]) -> bool:
    both = [route[prefix].replace("{spoke}", "s1") for prefix in ("local_prefix", "remote_prefix")]
    joined = [prefix + route["filter"] for prefix in both]
    return bool(route["filter"] or all(both)) and not any(map(topic.filter_fault, joined))


routes = st.fixed_dictionaries(
    {
        "filter": filters,
        "direction": st.sampled_from(["out", "in", "both"]),
        "qos": qualities,
        "local_prefix": prefixes,
        "remote_prefix": prefixes,
    }
).filter(is_route)
bridges = st.fixed_dictionaries(
    {
        "protocol": st.sampled_from(["mqttv31", "mqttv311", "mqttv311", "mqttv50"]),
        "try_private": st.sampled_from([True, True, False]),
        "attempt_unsubscribe": st.sampled_from([True, True, False]),
        "outgoing_retain": st.sampled_from([True, True, False]),
    }
)
grants = st.lists(filters.filter(lambda text: not topic.filter_fault(text)), max_size=2)


@st.composite
def topologies(draw: st.DrawFn) -> dict[str, Any]:
    """A hub with one to three spokes; each listener is replaced when it is started."""
    listeners = [{"port": 1883, "allow_anonymous": True}]
    shared = draw(st.lists(routes, min_size=1, max_size=4))
    wild = draw(st.booleans())

    def broker() -> dict[str, Any]:
        write = ["#", "$d/#", "$SYS/#"] if wild else draw(grants)
        return {"listeners": listeners, "anonymous": {}, "users": [{"name": WRITER, "write": write}]}

    def spoke(number: int) -> dict[str, Any]:
        own = [route for route in draw(st.lists(routes, max_size=2)) if route not in shared]
        return {**broker(), "name": f"s{number}", "bridge": draw(bridges), "topics": _once(own)}

    return {
        "version": 1,
        "name": "random",
        "trust": ["none.pem"],
        "defaults": {"persistence": {"enabled": False}},
        "hub": {"host": "hub.example", **broker()},
        "bridge": {"tls": False},
        "topics": _once(shared),
        "spokes": [spoke(number) for number in range(1, draw(st.sampled_from([1, 2, 2, 3])) + 1)],
    }


def _once(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return list({tuple(route.values()): route for route in found}.values())


@st.composite
def messages(draw: st.DrawFn, topology: dict[str, Any]) -> list[Published]:
    """Messages that nearly always match something."""
    brokers = ["hub", *(spoke["name"] for spoke in topology["spokes"])]
    one = st.builds(Published, st.sampled_from(brokers), st.builds(Message, names, qualities, st.booleans()))
    return draw(st.lists(one, min_size=10, max_size=30))


cases = topologies().flatmap(lambda topology: st.tuples(st.just(topology), messages(topology)))


def resolved(topology: dict[str, Any], folder: Path, mosquitto: MosquittoBinary) -> Mesh:
    path = folder / "topology.yaml"
    path.write_text(yaml.safe_dump(topology))
    return resolve(load(path), release=mosquitto.version)  # type: ignore[arg-type]


def flow_of(mesh: Mesh, published: Published) -> Flow:
    broker = next(broker for broker in mesh.brokers if broker.name == published.broker)
    return Flows(mesh).of(broker.name, published.message, access_of(broker, WRITER))


def predicted(flow: Flow) -> Counter[Arrival]:
    found: Counter[Arrival] = Counter()
    for arrival in flow.arrivals:
        message = arrival.message
        found[Arrival(arrival.broker, message.topic, message.qos, message.retain)] += arrival.copies
    return found


def checked(
    topology: dict[str, Any], published: list[Published], mosquitto: MosquittoBinary, *, more: int = 0
) -> None:
    """Publish in a real mesh, and compare what arrives; `more` copies than predicted shall be wrong."""
    with tempfile.TemporaryDirectory(prefix="flow") as name:
        folder = Path(name)
        mesh = resolved(topology, folder, mosquitto)
        flows = {each: flow_of(mesh, each) for each in published if each.message.topic}
        sendable = [each for each in flows if not any(stop.cuts_link for stop in flows[each].stops)]
        with running_mesh(mesh, mosquitto, folder) as running:
            for number, each in enumerate(sendable):
                text, message = f"message-{number}", each.message
                running.publish(each.broker, message.topic, text, qos=message.qos, retain=message.retain)
            running.settle()
            for number, each in enumerate(sendable):
                wanted = predicted(flows[each])
                wanted += Counter(dict.fromkeys(list(wanted)[-1:], more))
                assert running.arrivals(f"message-{number}") == wanted, each


@MOST
@given(case=cases)
def test_what_is_predicted_arrives(case: Case, mosquitto: MosquittoBinary) -> None:
    topology, published = case
    note(yaml.safe_dump(topology))
    checked(topology, published, mosquitto)


PAIR = {
    "version": 1,
    "name": "pair",
    "trust": ["none.pem"],
    "defaults": {
        "persistence": {"enabled": False},
        "listeners": [{"port": 1883}],
        "users": [{"name": WRITER, "write": ["#"]}],
    },
    "hub": {"host": "hub.example"},
    "bridge": {"tls": False},
    "topics": [{"filter": "a/#", "direction": "both"}, {"filter": "+/b", "remote_prefix": "x/"}],
    "spokes": [{"name": "s1"}],
}


def test_one_copy_more_than_arrives_is_noticed(mosquitto: MosquittoBinary) -> None:
    published = [Published("s1", Message("a/b", 1))]
    checked(PAIR, published, mosquitto)
    with pytest.raises(AssertionError):
        checked(PAIR, published, mosquitto, more=1)
