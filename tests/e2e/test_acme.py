"""The story with a certificate that certbot got over ACME: believed, renewed under load, then as it was."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.support.acme import Certbot, Pebble, certbot, pebble
from tests.support.clients import TestClient, connected
from tests.support.containers import Daemon
from tests.support.docker_meshes import container_of, docker_mesh
from tests.support.fingerprints import leaf_fingerprint, served_fingerprint
from tests.support.load import steady
from tests.support.meshes import TOPOLOGIES, StartedMesh

HOST = "mqtt.pair.example"
CLASSIC = "tlsv1 alert unknown ca"
INSTALLS_TRUST = "\ninstall_trust\n"


@dataclass(frozen=True)
class Pair:
    """The plain pair of `topologies`, up, and where its brokers listen."""

    mesh: StartedMesh
    hub: str
    edge: str

    def operator(self) -> AbstractContextManager[TestClient]:
        """An application on the hub, which believes Pebble's root."""
        secret, root = self.mesh.password("hub/operator"), self.mesh.topology.parent / "pki/pebble.pem"
        return connected(self.hub, 8883, user="operator", password=secret, authority=root, name=HOST)

    def sensor(self) -> AbstractContextManager[TestClient]:
        """A device at the spoke."""
        return connected(self.edge, 1883, user="sensor", password=self.mesh.password("edge/sensor"))

    def shown_leaf(self) -> dict[str, Any]:
        """What `certs show` says of the hub's leaf."""
        held = json.loads(self.mesh.mqttmesh("certs show", "--json"))
        (leaf,) = (one for one in held if one["use"] == "listener" and one["position"] == 0)
        return dict(leaf)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pebble]:
    with pebble(tmp_path_factory.mktemp("acme") / "pebble") as running:
        yield running


@pytest.fixture(scope="module")
def lineage(authority: Pebble, tmp_path_factory: pytest.TempPathFactory) -> Certbot:
    """Certbot's folders, with a certificate for the hub's name."""
    made = certbot(authority, tmp_path_factory.mktemp("certbot"))
    made.certonly(HOST)
    return made


@pytest.fixture(scope="module")
def pair(
    lineage: Certbot, daemon: Daemon, compose: Path, alpine: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Pair]:
    """Up with that certificate; the spoke installs Pebble's root."""
    folder = tmp_path_factory.mktemp("pair")
    (folder / "pki").mkdir()
    (folder / "pki/pebble.pem").write_bytes(lineage.pebble.root)
    text = (TOPOLOGIES / "pair.yaml").read_text()
    for old, new in (
        ("trust: [system]", "trust: [system, pki/pebble.pem]"),
        (f"/etc/letsencrypt/live/{HOST}", str(lineage.live(HOST))),
        ("topics:", "bridge: {restart: {base: 1s, cap: 1s}}\n\ntopics:"),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    with docker_mesh(folder, daemon, compose, alpine, text) as mesh:
        assert "development" not in mesh.mqttmesh("up", "--real-certs")
        found = mesh.status()
        yield Pair(mesh, found["hub"]["address"], found["edge"]["address"])


def test_messages_cross_both_ways(pair: Pair, lineage: Certbot) -> None:
    assert served_fingerprint(pair.hub, 8883) == leaf_fingerprint(lineage.live(HOST) / "fullchain.pem")
    with pair.operator() as hub, pair.sensor() as edge:
        hub.subscribe("edge/#")
        assert edge.publish("measurements/voltage", "230")
        assert hub.receive() == ("edge/measurements/voltage", "230")
        edge.subscribe("commands/#")
        assert hub.publish("edge/commands/open", "now")
        assert edge.receive() == ("commands/open", "now")


def test_certbots_renewal_is_served_and_nothing_is_lost(pair: Pair, lineage: Certbot) -> None:
    lineage.install_hook(pair.mesh.mqttmesh("certs hook"))
    before = served_fingerprint(pair.hub, 8883)
    with pair.operator() as hub, pair.sensor() as edge:
        hub.subscribe("edge/measurements/#")
        with steady({"sensor": edge}, "measurements/voltage") as load:
            said = lineage.renew(dict(pair.mesh.environment))
        load.collect(hub)
    renewed = leaf_fingerprint(lineage.live(HOST) / "fullchain.pem")
    assert "hub shows " in said
    assert before != renewed == served_fingerprint(pair.hub, 8883)
    leaf = pair.shown_leaf()
    assert (leaf["fingerprint_sha256"], leaf["served"]) == (renewed, "the same")
    assert load.sent["sensor"] > 0
    assert load.lost == []
    log = pair.mesh.mqttmesh("logs", "hub", "--tail", "10000")
    assert log.count(" as pair.edge (") == 1, log  # its bridge never connected again


def test_a_spoke_that_installs_nothing_is_the_classic_report(pair: Pair, daemon: Daemon) -> None:
    entrypoint = pair.mesh.topology.parent / "pair/edge/entrypoint.sh"
    text = entrypoint.read_text()
    assert text.count(INSTALLS_TRUST) == 1
    hub, edge = (container_of(pair.mesh, daemon, name) for name in ("hub", "edge"))
    assert not hub.says(CLASSIC)
    entrypoint.write_text(text.replace(INSTALLS_TRUST, "\n"))
    edge.container.restart(timeout=5)
    hub.wait_for(CLASSIC, edge)
    assert pair.mesh.status()["edge"]["bridge"] == "down"
