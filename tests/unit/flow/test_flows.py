"""What becomes of a message, told of meshes that no broker has to run: tests/e2e compares with real ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from mqttmesh.flow import Flow, Flows, Message, access_of
from mqttmesh.load import load
from mqttmesh.mesh import Mesh
from mqttmesh.resolve import resolve

HUB = """\
version: 1
name: grid
hub:
  host: mqtt.grid.example
  listeners: [{port: 1883, allow_anonymous: true}]
  anonymous: {read: ["#"], write: ["sites/#"]}
bridge: {tls: false}
"""
SITES = """\
topics:
  - {filter: "sensors/#", qos: 1, remote_prefix: "sites/{spoke}/"}
  - {filter: "commands/#", direction: in, remote_prefix: "sites/{spoke}/"}
spokes:
  - name: edge-{1..2}
    listeners: [{port: 1883}]
    users: [{name: meter, write: ["sensors/#"]}]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def mesh(text: str, folder: Path) -> Mesh:
    path = folder / "topology.yaml"
    path.write_text(text)
    return resolve(load(path))


def paths(flow: Flow) -> list[str]:
    return [arrival.way for arrival in flow.arrivals]


def test_the_way_of_a_message_names_each_broker_and_its_topic_there(folder: Path) -> None:
    flow = Flows(mesh(HUB + SITES, folder)).of("edge-1", Message("sensors/a", 2))
    assert paths(flow) == ["edge-1 sensors/a", "edge-1 sensors/a → hub sites/edge-1/sensors/a"]
    assert [arrival.message.qos for arrival in flow.arrivals] == [2, 1]
    assert flow.at("edge-2") == ()


def test_a_hop_names_the_route_that_took_it(folder: Path) -> None:
    flow = Flows(mesh(HUB + SITES, folder)).of("hub", Message("sites/edge-2/commands/open"))
    (arrival,) = flow.at("edge-2")
    assert arrival.message.topic == "commands/open"
    route = arrival.path[-1].route
    assert route is not None and route is arrival.path[-1].renamed_by
    assert route.remote_filter == "sites/edge-2/commands/#"


def test_what_a_user_may_not_write_stops_at_once(folder: Path) -> None:
    grid = mesh(HUB + SITES, folder)
    meter = access_of(grid.spokes[0], "meter")
    stopped = Flows(grid).of("edge-1", Message("commands/a"), meter)
    assert stopped.arrivals == () and not stopped.stops[0].cuts_link
    assert Flows(grid).of("edge-1", Message("sensors/a"), meter).arrivals
    assert not Flows(grid).of("edge-1", Message("sensors/a"), access_of(grid.spokes[0], "nobody")).arrivals


def test_a_message_left_without_a_topic_cuts_the_link(folder: Path) -> None:
    text = HUB + 'topics: [{filter: "#", local_prefix: "a/"}]\nspokes: [{name: edge}]\n'
    (stop,) = Flows(mesh(text, folder)).of("edge", Message("a/", 1)).stops
    assert stop.cuts_link


def test_a_spoke_hears_the_others_and_not_itself(folder: Path) -> None:
    text = HUB + 'topics: [{filter: "state/#", direction: both}]\nspokes: [{name: "edge-{1..3}"}]\n'
    flow = Flows(mesh(text, folder)).of("edge-1", Message("state/x"))
    assert paths(flow)[2:] == [f"edge-1 state/x → hub state/x → edge-{n} state/x" for n in (2, 3)]


def test_a_foreign_hub_that_is_not_told_of_a_bridge_echoes(folder: Path) -> None:
    text = """\
version: 1
name: grid
hub: {kind: generic, host: mqtt.cloud.example}
topics: [{filter: "state/#", direction: both}]
spokes: [{name: edge}]
"""
    flow = Flows(mesh(text, folder)).of("edge", Message("state/x"))
    assert paths(flow)[-1] == "edge state/x → mqtt.cloud.example state/x → edge state/x"
    quiet = text.replace("topics:", "bridge: {protocol: mqttv50}\ntopics:")
    assert len(Flows(mesh(quiet, folder)).of("edge", Message("state/x")).arrivals) == 2


@pytest.mark.parametrize(("image", "copies"), [("2.0.22", 1), ("2.1.2", 2)])
def test_overlapping_routes_make_copies_since_2_1(image: str, copies: int, folder: Path) -> None:
    text = (
        HUB
        + f'defaults: {{image: "eclipse-mosquitto:{image}"}}\n'
        + 'topics: [{filter: "a/#"}, {filter: "+/b"}]\nspokes: [{name: edge}]\n'
    )
    (arrival,) = Flows(mesh(text, folder)).of("edge", Message("a/b", 1)).at("hub")
    assert arrival.copies == copies


def test_many_copies_of_a_message_are_counted_and_not_listed(folder: Path) -> None:
    routes = ", ".join(f'{{filter: "a/{"+/" * n}#", direction: both}}' for n in range(60))
    text = HUB + f'topics: [{routes}]\nspokes: [{{name: "edge-{{1..2}}"}}]\n'
    flow = Flows(mesh(text, folder)).of("edge-1", Message("a/" + "b/" * 80, 1))
    assert [arrival.copies for arrival in flow.arrivals] == [1, 60, 3600]
