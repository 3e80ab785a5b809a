"""Every example with a hub of ours runs on the real broker, and carries what it says it carries."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass

import pytest

from tests.support.brokers import mosquitto_binary
from tests.support.clients import TestClient, connected
from tests.support.meshes import TOPOLOGIES
from tests.support.native import NativeMesh, native_mesh
from tests.support.rendering import EXAMPLES, example

HOLDERS = {"HISTORIAN_PASSWORD": "historian's", "OFFICE_PASSWORD": "office's"}
WITH_OUR_HUB = [name for name in EXAMPLES if example(name).hub is not None]
NEEDS_2_1 = {"everything"}
RUNS = [(name, "2.1") for name in WITH_OUR_HUB] + [
    (name, "2.0") for name in WITH_OUR_HUB if name not in NEEDS_2_1
]
RUN_ID = "-".join


@dataclass(frozen=True)
class Client:
    """Who says or hears something: a user of a broker (None is anonymous), and the port it comes by."""

    broker: str
    user: str | None
    port: int = 1883
    file: str = ""

    @property
    def password(self) -> str:
        """Where its password is."""
        return self.file or f"secrets/{self.broker}/{self.user}.password"


HUB = {
    "everything": Client("centre", "dispatcher", 8883, "secrets/dispatcher"),
    "mutual-tls": Client("hub", "historian", 8884),
    "pair": Client("hub", "operator", 8883),
    "plain": Client("hub", "archive"),
    "prefixes": Client("hub", "historian", 8883),
    "quickstart": Client("hub", "dashboard", 8883),
    "smartgrid": Client("hub", "historian"),
}
YARD, EDGE = Client("yard-01", None), Client("edge", "sensor")
GREENHOUSE, VALVE = Client("greenhouse", "thermometer"), Client("greenhouse", "valve")
METER = Client("substation-north", "meter")
PLC, LATHE, BARRIER = Client("north", "plc"), Client("lathe", None), Client("gatehouse", "barrier", 8883)
# Who says what on which topic, and who hears it on which.
CROSSINGS = [
    ("everything", YARD, "sensors/a", HUB["everything"], "sites/yard-01/sensors/a"),
    ("everything", HUB["everything"], "sites/yard-01/commands/a", YARD, "commands/a"),
    ("mutual-tls", BARRIER, "sensors/a", HUB["mutual-tls"], "sites/gatehouse/sensors/a"),
    ("pair", EDGE, "measurements/a", HUB["pair"], "edge/measurements/a"),
    ("pair", HUB["pair"], "edge/commands/a", EDGE, "commands/a"),
    ("plain", LATHE, "state/a", HUB["plain"], "plants/lathe/state/a"),
    ("prefixes", PLC, "plc/line/a", HUB["prefixes"], "sites/north/line/a"),
    ("prefixes", HUB["prefixes"], "sites/north/set/a", PLC, "inbox/a"),
    ("prefixes", HUB["prefixes"], "announcements/all", PLC, "site/news"),
    ("quickstart", GREENHOUSE, "sensors/a", HUB["quickstart"], "sites/greenhouse/sensors/a"),
    ("quickstart", HUB["quickstart"], "sites/greenhouse/commands/a", VALVE, "commands/a"),
    ("smartgrid", METER, "sensors/a", HUB["smartgrid"], "sites/substation-north/sensors/a"),
]


@pytest.fixture(scope="module", params=RUNS, ids=RUN_ID)
def running(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[NativeMesh]:
    """One example, up."""
    name, release = request.param
    folder = tmp_path_factory.mktemp(name) / "topologies"
    shutil.copytree(TOPOLOGIES / "pki", folder / "pki")
    with pytest.MonkeyPatch.context() as patch:
        for variable, value in HOLDERS.items():
            patch.setenv(variable, value)
        with native_mesh(
            folder, mosquitto_binary(release), (TOPOLOGIES / f"{name}.yaml").read_text()
        ) as mesh:
            mesh.mqttmesh("up")
            yield mesh


def client(mesh: NativeMesh, who: Client) -> AbstractContextManager[TestClient]:
    address, authority = mesh.address(who.broker), mesh.root if who.port != 1883 else None
    if who.user is None:
        return connected(address, who.port, authority=authority)
    if who is BARRIER:
        return connected(address, who.port, authority=authority, certificate=mesh.client_pair(who.user))
    secret = (mesh.topology.parent / who.password).read_text().strip()
    return connected(address, who.port, user=who.user, password=secret, authority=authority)


def test_every_bridge_is_connected_but_lazy_ones(running: NativeMesh) -> None:
    states = {name: broker["bridge"] for name, broker in running.status().items()}
    assert {name for name, state in states.items() if state not in (None, "up")} <= {"lazybones"}
    assert sum(state == "up" for state in states.values()) >= 1


def test_messages_cross_as_the_topology_says(running: NativeMesh) -> None:
    crossings = [crossing[1:] for crossing in CROSSINGS if crossing[0] == running.name]
    assert crossings
    for speaker, topic, hearer, arrives in crossings:
        with client(running, hearer) as hears, client(running, speaker) as says:
            hears.subscribe(arrives)
            assert says.publish(topic, f"from {speaker.broker}")
            assert hears.receive() == (arrives, f"from {speaker.broker}")


@pytest.mark.parametrize("running", [("smartgrid", "2.1"), ("smartgrid", "2.0")], ids=RUN_ID, indirect=True)
def test_the_hub_hears_each_of_the_smart_grids_200_spokes(running: NativeMesh) -> None:
    mesh = example("smartgrid")
    assert len(mesh.spokes) == 200
    with client(running, HUB["smartgrid"]) as hub:
        hub.subscribe("sites/+/sensors/roll-call")
        for spoke in mesh.spokes:
            who = Client(spoke.name, spoke.accounts[0].name if spoke.accounts else None)
            with client(running, who) as says:
                assert says.publish("sensors/roll-call", spoke.name)
        heard = dict(hub.receive() for _ in mesh.spokes)
    assert heard == {f"sites/{spoke.name}/sensors/roll-call": spoke.name for spoke in mesh.spokes}
