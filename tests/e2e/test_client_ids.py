"""Who gives the client id of another: what is lost by it, what is never read, and where it cannot be done."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.support.brokers import MosquittoBinary, mosquitto_binary
from tests.support.clients import RefusedError, TestClient, connected
from tests.support.meshes import GRID
from tests.support.native import NativeMesh, native_mesh
from tests.support.waiting import wait_until

BY_PASSWORD = GRID
KNOWN_BY_USER = GRID.replace("tls: true}]", "tls: true, use_username_as_clientid: true}]")
BY_CERTIFICATE = GRID.replace(
    "tls: true}]",
    "tls: true}, {port: 8884, tls: true}]\n  auth: {spokes: {certificate: {client_ca: pki/spokes.pem}}}",
).replace(
    "edge-{1..2}", 'edge-{1..2}\n    client_tls: {certificate: "{spoke}.pem", private_key: "{spoke}.key"}'
)

SITE = GRID.replace("edge-{1..2}", "edge-1").replace(
    'listeners: [{port: 1883, allow_anonymous: true}]\n    anonymous: {read: ["#"], write: ["#"]}'
    " # mqttmesh: ignore[open-to-anyone]",
    "listeners: [{port: 1883}]\n    users:\n"
    '      - {name: meter, write: ["sensors/#"]}\n      - {name: display, read: ["commands/#"]}',
)
DEVICES_KNOWN_BY_USER = SITE.replace("[{port: 1883}]", "[{port: 1883, use_username_as_clientid: true}]")
UNGUESSED = SITE.replace("restart:", 'local_clientid: "{spoke}.6nw1xq0c", restart:')

Account = Callable[..., AbstractContextManager[TestClient]]


def stop(mesh: NativeMesh, broker: str) -> None:
    """One broker goes, as by a power cut that it was warned of."""
    os.kill(mesh.pids()[broker], signal.SIGTERM)
    wait_until(lambda: broker not in mesh.pids(), within=10, what=f"the end of {broker}", logs=mesh.logs)


def account(mesh: NativeMesh, name: str, **options: object) -> AbstractContextManager[TestClient]:
    """An account of the hub, by certificate where that is how spokes come."""
    own: dict[str, object] = {"user": name, "password": None, "authority": mesh.root}
    by_certificate = "client_ca" in mesh.topology.read_text()
    if by_certificate and name != "historian":
        own = {"certificate": mesh.client_pair(name), "authority": mesh.root}
    else:
        own["password"] = mesh.password("hub/historian" if name == "historian" else name)
    port = 8884 if by_certificate and name == "historian" else 8883
    return connected(mesh.address("hub"), port, **{**own, **options})  # type: ignore[arg-type]


def device(mesh: NativeMesh, name: str, **options: object) -> AbstractContextManager[TestClient]:
    """A device at the spoke."""
    secret = mesh.password(f"edge-1/{name}")
    return connected(mesh.address("edge-1"), 1883, user=name, password=secret, **options)  # type: ignore[arg-type]


def payloads(messages: list[tuple[str, str]]) -> list[str]:
    return [payload for _, payload in messages]


def received_by_the_spoke(mesh: NativeMesh, hub: TestClient) -> list[str]:
    """What the hub has kept for edge-1, whose own broker is away: told to who comes back in its name."""
    with account(mesh, "edge-1", client_id="grid.edge-1", durable=True) as spoke:
        spoke.subscribe("sites/edge-1/commands/#")
        hub.publish("sites/edge-1/commands/open", "fence")
        return payloads(spoke.receive_until("fence"))


@pytest.mark.parametrize("durable", [False, True], ids=["clean", "durable"])
@pytest.mark.parametrize(
    ("text", "client_id", "kept"),
    [
        (BY_PASSWORD, "grid.edge-1", []),
        (KNOWN_BY_USER, "grid.edge-1", ["before", "meanwhile"]),
        (KNOWN_BY_USER, "edge-1", ["before", "meanwhile"]),
        (BY_CERTIFICATE, "grid.edge-1", ["before", "meanwhile"]),
        (BY_CERTIFICATE, "edge-1", ["before", "meanwhile"]),
    ],
)
def test_another_spoke_reads_nothing_and_takes_the_queue_only_where_ids_are_free(
    mosquitto: MosquittoBinary, tmp_path: Path, text: str, client_id: str, kept: list[str], durable: bool
) -> None:
    with native_mesh(tmp_path / "grid", mosquitto, text) as mesh:
        mesh.mqttmesh("up")
        stop(mesh, "edge-1")
        with account(mesh, "historian") as hub:
            hub.publish("sites/edge-1/commands/open", "before")
            with account(mesh, "edge-2", client_id=client_id, durable=durable) as intruder:
                intruder.subscribe("sites/+/commands/#")
                intruder.subscribe("sites/edge-2/commands/#")
                hub.publish("sites/edge-1/commands/open", "meanwhile")
                hub.publish("sites/edge-2/commands/open", "fence")
                assert intruder.receive_until("fence") == [("sites/edge-2/commands/open", "fence")]
            assert received_by_the_spoke(mesh, hub) == [*kept, "fence"]


def test_a_user_name_without_its_password_takes_nothing(mosquitto: MosquittoBinary, tmp_path: Path) -> None:
    with native_mesh(tmp_path / "grid", mosquitto, KNOWN_BY_USER) as mesh:
        mesh.mqttmesh("up")
        stop(mesh, "edge-1")
        with account(mesh, "historian") as hub:
            hub.publish("sites/edge-1/commands/open", "before")
            with pytest.raises(RefusedError), account(mesh, "edge-1", password="guessed"):
                pytest.fail("let in")
            assert received_by_the_spoke(mesh, hub) == ["before", "fence"]


def take_the_bridges_session(mesh: NativeMesh, *, durable: bool) -> None:
    """The hub is away, a message queued: a device that may only read gives the bridge's local client id."""
    mesh.mqttmesh("up")
    with account(mesh, "historian", client_id="historian", durable=True) as hub:
        hub.subscribe("sites/#")
    stop(mesh, "hub")
    with device(mesh, "meter") as meter:
        meter.publish("sensors/a", "queued")
    with device(mesh, "display", client_id="local.grid.edge-1", durable=durable):
        pass
    assert "started 1: hub" in mesh.mqttmesh("up")


def crossed(mesh: NativeMesh) -> list[str]:
    """What came to the hub since, up to a message that is sent now."""
    with (
        device(mesh, "meter") as meter,
        account(mesh, "historian", client_id="historian", durable=True) as hub,
    ):
        meter.publish("sensors/a", "later")
        return payloads(hub.receive_until("later"))


@pytest.mark.parametrize("durable", [False, True], ids=["clean", "durable"])
@pytest.mark.parametrize("text", [DEVICES_KNOWN_BY_USER, UNGUESSED], ids=["known-by-user", "unguessed"])
def test_a_device_cannot_take_what_its_bridge_has_queued(
    mosquitto: MosquittoBinary, tmp_path: Path, text: str, durable: bool
) -> None:
    with native_mesh(tmp_path / "grid", mosquitto, text) as mesh:
        take_the_bridges_session(mesh, durable=durable)
        assert crossed(mesh) == ["queued", "later"]


@pytest.mark.parametrize("durable", [False, True], ids=["clean", "durable"])
def test_nor_can_it_with_2_0_where_ids_are_free(tmp_path: Path, durable: bool) -> None:
    with native_mesh(tmp_path / "grid", mosquitto_binary("2.0"), SITE) as mesh:
        take_the_bridges_session(mesh, durable=durable)
        assert crossed(mesh) == ["queued", "later"]


def test_but_with_2_1_it_silences_the_bridge_until_a_restart(tmp_path: Path) -> None:
    with native_mesh(tmp_path / "grid", mosquitto_binary("2.1"), SITE) as mesh:
        take_the_bridges_session(mesh, durable=True)
        with (
            device(mesh, "meter") as meter,
            device(mesh, "display") as display,
            account(mesh, "historian", client_id="historian", durable=True) as hub,
        ):
            display.subscribe("commands/#")
            meter.publish("sensors/a", "unheard")
            hub.publish("sites/edge-1/commands/open", "fence")
            assert display.receive() == ("commands/open", "fence")
            assert payloads(hub.receive_until("fence")) == ["fence"]
        stop(mesh, "edge-1")
        mesh.mqttmesh("up")
        assert crossed(mesh)[-1] == "later"
