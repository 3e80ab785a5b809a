"""Renewals on every engine: nothing is lost and no bridge dropped; what is bad is refused and named."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from functools import partial
from pathlib import Path

import pytest

from mqttmesh.certs import issue_development_pki, read_certificates
from tests.e2e.conftest import Engine
from tests.support.brokers import mosquitto_binary
from tests.support.clients import TestClient, connected
from tests.support.load import steady
from tests.support.native import native_mesh
from tests.support.real_meshes import (
    HOST,
    RealMesh,
    cut_short,
    expired,
    half_copied,
    of_another_name,
    real_mesh,
    without_its_intermediate,
)

RENEWALS = 2

# What is decided before a broker is told is the same for both versions of Mosquitto.
either_engine = pytest.mark.parametrize("engine", ["native-2.1", "docker-2.0"], indirect=True)


@pytest.fixture(scope="module")
def real(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealMesh]:
    """A hub and three spokes with certificates of their own, up."""
    with real_mesh(engine, tmp_path_factory.mktemp("real")) as mesh:
        yield mesh


# How a renewal goes wrong, and what is said of it.
BAD: dict[Callable[[RealMesh], None], str] = {
    half_copied: "privkey.pem is the key of another certificate",
    cut_short: "fullchain.pem holds no certificate",
    without_its_intermediate: "unable to get local issuer certificate",
    of_another_name: f"it does not carry the name {HOST}, but mqtt.other.example",
    expired: "it expired on ",
}


def historian(real: RealMesh) -> AbstractContextManager[TestClient]:
    """An application on the hub."""
    secret, root = real.mesh.password("hub/historian"), real.pki / "root.pem"
    return connected(
        real.addresses["hub"], 8883, user="historian", password=secret, authority=root, name=HOST
    )


def test_renewals_lose_nothing_and_drop_no_bridge(real: RealMesh) -> None:
    spokes = {name: address for name, address in real.addresses.items() if name != "hub"}
    with ExitStack() as clients:
        hub = clients.enter_context(historian(real))
        hub.subscribe("sites/#")
        edges = {name: clients.enter_context(connected(address, 1883)) for name, address in spokes.items()}
        with steady(edges, "sensors/a") as load:
            for _ in range(RENEWALS):
                renewed = real.renew()
                assert real.mesh.mqttmesh("certs install").startswith("hub shows ")
                assert real.served() == {renewed}
        load.collect(hub)
    assert min(load.sent.values()) > 0
    assert load.lost == []
    assert real.connections() == [1] * len(spokes)


@either_engine
def test_a_bad_renewal_is_named_and_the_old_certificate_is_served(real: RealMesh, tmp_path: Path) -> None:
    before = real.served()
    real.keep(tmp_path / "kept")
    for spoil, said in BAD.items():
        spoil(real)
        refused = real.mesh.mqttmesh("certs install", expect=1)
        assert said in refused
        assert "What the broker shows has not changed." in refused
        assert real.served() == before, spoil.__name__
        real.restore(tmp_path / "kept")
    assert real.mesh.mqttmesh("certs install").startswith("hub shows ")


@either_engine
def test_what_a_reload_does_not_read_is_named_until_up_restarts_who_reads_it(
    real: RealMesh, tmp_path: Path
) -> None:
    issue_development_pki(tmp_path / "more", [])
    assert "has changed" not in real.mesh.mqttmesh("certs install")
    trust, clients = real.pki / "trust.pem", real.pki / "clients.pem"
    trust.write_bytes(trust.read_bytes() + (tmp_path / "more/root.pem").read_bytes())
    clients.write_bytes((tmp_path / "more/client-root.pem").read_bytes())
    renewed = real.renew()
    said = real.mesh.mqttmesh("certs install")
    for path in (trust, clients):
        assert f"{path} has changed: that is read only at a start, and `mqttmesh up` restarts who" in said
    assert real.served() == {renewed}
    assert "started 4: hub, edge-1, edge-2, edge-3" in real.mesh.mqttmesh("up", "--real-certs")
    said = real.mesh.mqttmesh("certs install")
    assert "has changed" not in said and "taken out" not in said
    shutil.copy(real.pki / "root.pem", trust)
    (taken,) = read_certificates(tmp_path / "more/root.pem")
    assert f"{taken.subject.rfc4514_string()} was taken out of `trust`" in real.mesh.mqttmesh("certs install")
    real.mesh.mqttmesh("up", "--real-certs")
    assert "taken out" not in real.mesh.mqttmesh("certs install")


@either_engine
def test_what_running_bridges_do_not_believe_is_not_put_in_use(real: RealMesh, tmp_path: Path) -> None:
    before = real.served()
    issue_development_pki(tmp_path / "other", [])
    real.restore(tmp_path / "other")  # another root signs from now on, and the topology names it
    shutil.copy(real.pki / "root.pem", real.pki / "trust.pem")
    renewed = real.renew()
    refused = real.mesh.mqttmesh("certs install", expect=1)
    assert f"{real.pki / 'trust.pem'} has changed" in refused
    assert "what the spokes trust does not lead to its issuer" in refused
    assert real.served() == before
    real.mesh.mqttmesh("up", "--real-certs")
    assert real.served() == {renewed}


@pytest.mark.parametrize("release", ["2.0", "2.1"])
def test_a_websockets_listener_that_keeps_the_former_one_is_named(release: str, tmp_path: Path) -> None:
    engine = partial(native_mesh, mosquitto=mosquitto_binary(release))
    websockets = "\n    - {port: 9001, tls: true, protocol: websockets}"
    with real_mesh(engine, tmp_path / "real", spokes=1, more=websockets) as real:
        renewed = real.renew()
        said = real.mesh.mqttmesh("certs install")
        assert real.served() == {renewed}
        named = "port 9001 shows it when hub restarts" in said
        assert named is (release == "2.0")
        assert named is (real.served(9001) != {renewed})
