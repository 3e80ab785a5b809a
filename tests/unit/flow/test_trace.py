"""Where a message goes, for people: routes, readers, and reasons."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mqttmesh.flow import Message
from mqttmesh.flow.trace import Clients, Trace, Unreached
from mqttmesh.load import load
from mqttmesh.report.trace import trace_json, trace_text
from mqttmesh.resolve import resolve

Follow = Callable[..., Trace]
GRID = """\
version: 1
name: grid
hub:
  host: mqtt.grid.example
  listeners: [{port: 8883, tls: true}]
  tls: {letsencrypt: /etc/letsencrypt/live/mqtt.grid.example}
  users: [{name: office, read: ["sites/#"], write: ["sites/+/commands/#"]}]
  anonymous: {read: ["sites/#"]} # and no listener that lets them in
topics:
  - {filter: "sensors/#", remote_prefix: "sites/{spoke}/"}
  - {filter: "commands/#", direction: in, remote_prefix: "sites/{spoke}/"}
spokes:
  - name: barn-{1..3}
    listeners: [{port: 1883, allow_anonymous: true}]
    anonymous: {read: ["commands/#"], write: ["other/#"]}
    users: [{name: meter, write: ["sensors/#"]}]
"""


@pytest.fixture
def trace(tmp_path: Path) -> Follow:
    path = tmp_path / "topology.yaml"
    path.write_text(GRID)
    mesh = resolve(load(path))
    brokers = {broker.name: broker for broker in mesh.brokers}

    def follow(topic: str, origin: str, user: str | None = None) -> Trace:
        return Trace.of(mesh, brokers[origin], Message(topic, 1), user)

    return follow


def test_a_message_comes_to_the_hub_and_no_further(trace: Follow) -> None:
    found = trace("sensors/a", "barn-1")
    assert [arrival.way for arrival in found.flow.arrivals] == [
        "barn-1 sensors/a",
        "barn-1 sensors/a → hub sites/barn-1/sensors/a",
    ]
    assert found.writers == Clients(("meter",), anonymous=False)
    assert found.readers(found.flow.arrivals[1]) == Clients(("office",), anonymous=False)
    assert found.unreached == (Unreached(("barn-2", "barn-3"), "no route in carries sites/barn-1/sensors/a"),)


def test_a_command_comes_to_one_spoke_whose_clients_may_read_it(trace: Follow) -> None:
    found = trace("sites/barn-2/commands/x", "hub", "office")
    here, there = found.flow.arrivals
    assert found.readers(here) == Clients(("office",), anonymous=False)  # the spoke's bridge is no client
    assert (there.broker, there.message.topic) == ("barn-2", "commands/x")
    assert found.readers(there) == Clients((), anonymous=True)


def test_what_no_route_carries_stays_where_it_is(trace: Follow) -> None:
    found = trace("other/a", "barn-1")
    assert [each.why for each in found.unreached] == [
        "no route out of barn-1 carries other/a",
        "it does not come to the hub",
    ]
    assert found.writers == Clients((), anonymous=True)


def test_a_client_without_the_right_is_refused_at_once(trace: Follow) -> None:
    found = trace("sensors/a", "hub", "office")
    assert found.refused and not found.unreached
    assert trace_text(found) == "hub does not take sensors/a from this client: its ACL says so"


def test_as_text_it_names_route_and_readers(trace: Follow) -> None:
    assert trace_text(trace("sensors/a", "barn-1")) == (
        "barn-1  sensors/a  (QoS 1)\n"
        "    may be published by meter\n"
        "    may be read by nobody\n"
        "  → hub  sites/barn-1/sensors/a  (QoS 1)\n"
        '      by topic sensors/# out 1 "" sites/barn-1/\n'
        "      may be read by office\n"
        "\n"
        "not reached\n"
        "  barn-2, barn-3: no route in carries sites/barn-1/sensors/a"
    )


def test_as_data_it_is_complete(trace: Follow) -> None:
    data = trace_json(trace("sites/barn-2/commands/x", "hub"))
    assert [(each["broker"], each["readers"]["anonymous"]) for each in data["reached"]] == [
        ("hub", False),
        ("barn-2", True),
    ]
    assert data["reached"][1]["path"][1]["route"] == 'topic commands/# in 1 "" sites/barn-2/'
    assert data["not_reached"] == [
        {"brokers": ["barn-1", "barn-3"], "why": "no route in carries sites/barn-2/commands/x"}
    ]
