"""Who may come in and what they may do: the harm that rules of `access` speak of, at real brokers."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from mqttmesh.check import Case, check
from mqttmesh.load import load
from mqttmesh.resolve import resolution
from tests.support.brokers import MosquittoBinary, mosquitto_binary
from tests.support.clients import RefusedError, connected
from tests.support.native import NativeMesh, native_mesh

LOOSE = """\
version: 1
name: loose
hub:
  host: mqtt.grid.example
  listeners: [{port: 8883, tls: true}]
  tls: {letsencrypt: /etc/letsencrypt/live/mqtt.grid.example}
  users: [{name: historian, read: ["sites/#"]}]
bridge: {restart: {base: 1s, cap: 1s}, password: {file: secrets/one}}
topics:
  - {filter: "sensors/#", remote_prefix: "sites/{spoke}/"}
spokes:
  - name: barn
    listeners: [{port: 1883, allow_anonymous: true}]
    users: [{name: meter, write: ["sensors/#"]}]
  - name: silo
    listeners: [{port: 1883}]
    users:
      - {name: meter, read: ["sensors/#"], write: ["sensors/#", "$SYS/meter/alive"]}
      - {name: lamp}
    anonymous: {read: ["sensors/#"]}
  - name: mill
    listeners: [{port: 1883, allow_anonymous: true}]
    anonymous: {read: ["#"]}
    users: [{name: meter, write: ["sensors/#"]}]
"""
TIGHT = """\
version: 1
name: tight
hub:
  host: mqtt.grid.example
  listeners: [{port: 8883, tls: true}]
  tls: {letsencrypt: /etc/letsencrypt/live/mqtt.grid.example}
  users: [{name: historian, read: ["sites/#"]}]
bridge: {restart: {base: 1s, cap: 1s}}
topics:
  - {filter: "sensors/#", remote_prefix: "sites/{spoke}/"}
spokes:
  - name: barn
    listeners: [{port: 1883}]
    users: [{name: meter, write: ["sensors/#"]}]
  - name: silo
    listeners: [{port: 1883, allow_anonymous: true}]
    users:
      - {name: meter, read: ["sensors/#"], write: ["sensors/#", "status/meter/alive"]}
      - {name: lamp, read: ["sensors/lamp"], write: ["sensors/lamp"]}
    anonymous: {read: ["sensors/#"]}
  - name: mill
    listeners: [{port: 1883, allow_anonymous: true}]
    anonymous: {read: ["sensors/public"]}
    users: [{name: meter, write: ["sensors/#"]}]
"""
NAMELESS = TIGHT.replace("name: tight", "name: nameless").replace(
    "tls: true}]\n", "tls: true}]\n  auth: {spokes: anonymous}\n"
)
FOUND = {
    "anonymous-beside-users",
    "open-to-anyone",
    "shared-password",
    "unused-anonymous",
    "unwritable-sys",
    "user-without-access",
}


@pytest.fixture(scope="module", params=["2.0", "2.1"])
def mosquitto(request: pytest.FixtureRequest) -> MosquittoBinary:
    return mosquitto_binary(request.param)


def started(mesh: NativeMesh) -> NativeMesh:
    mesh.mqttmesh("secrets init")
    mesh.mqttmesh("up")
    return mesh


@pytest.fixture(scope="module")
def loose(tmp_path_factory: pytest.TempPathFactory, mosquitto: MosquittoBinary) -> Iterator[NativeMesh]:
    with native_mesh(tmp_path_factory.mktemp("loose"), mosquitto, LOOSE) as mesh:
        yield started(mesh)


@pytest.fixture(scope="module")
def tight(tmp_path_factory: pytest.TempPathFactory, mosquitto: MosquittoBinary) -> Iterator[NativeMesh]:
    with native_mesh(tmp_path_factory.mktemp("tight"), mosquitto, TIGHT) as mesh:
        yield started(mesh)


@pytest.fixture(scope="module")
def nameless(tmp_path_factory: pytest.TempPathFactory, mosquitto: MosquittoBinary) -> Iterator[NativeMesh]:
    with native_mesh(tmp_path_factory.mktemp("nameless"), mosquitto, NAMELESS) as mesh:
        yield started(mesh)


@cache
def address(mesh: NativeMesh, broker: str) -> str:
    """Where a broker listens, asked once: it stays there."""
    return mesh.address(broker)


def rules_of(mesh: NativeMesh) -> set[str]:
    """The rules of this file that find something in a mesh's topology."""
    topology = load(mesh.topology)
    found = check(Case.of(topology, resolution(topology)))
    return {each.rule for each in found} & (FOUND | {"anonymous-hub"})


def takes(mesh: NativeMesh, broker: str, topic: str, user: str | None = None, secret: str = "") -> bool:
    """Whether a broker takes a message from a user, or from a client without a name."""
    tls = {"authority": mesh.root, "name": "mqtt.grid.example"} if broker == "hub" else {}
    port = 8883 if broker == "hub" else 1883
    password = mesh.password(secret) if secret else None
    with connected(address(mesh, broker), port, user=user, password=password, **tls) as client:  # type: ignore[arg-type]
        return client.publish(topic, "forged")


def hears(mesh: NativeMesh, broker: str, topic: str, user: str | None = None) -> bool:
    """Whether a user, or a client without a name, hears what `meter` publishes there."""
    password = mesh.password(f"{broker}/{user}") if user else None
    fence = "sensors/public" if user is None else "sensors/lamp"
    with (
        connected(address(mesh, broker), 1883, user=user, password=password) as listening,
        connected(
            address(mesh, broker), 1883, user="meter", password=mesh.password(f"{broker}/meter")
        ) as meter,
    ):
        listening.subscribe("sensors/#")
        assert meter.publish(topic, "reading")
        assert meter.publish(fence, "fence")
        return (topic, "reading") in listening.receive_until("fence")


def test_check_finds_each_fault_in_the_one_mesh_and_none_in_the_other(
    loose: NativeMesh, tight: NativeMesh, nameless: NativeMesh
) -> None:
    assert rules_of(loose) == FOUND
    assert rules_of(tight) == set()
    assert rules_of(nameless) == {"anonymous-hub"}


def test_with_one_password_each_spoke_can_be_the_other(loose: NativeMesh, tight: NativeMesh) -> None:
    (loose.topology.parent / "secrets/one.password").write_text(
        (loose.topology.parent / "secrets/one").read_text()
    )
    assert takes(loose, "hub", "sites/silo/sensors/level", "silo", "one")
    assert takes(tight, "hub", "sites/silo/sensors/level", "silo", "silo")
    with pytest.raises(RefusedError):
        takes(tight, "hub", "sites/silo/sensors/level", "silo", "barn")


def test_at_a_hub_of_nameless_spokes_anybody_is_each_of_them(nameless: NativeMesh, tight: NativeMesh) -> None:
    assert takes(nameless, "hub", "sites/barn/sensors/level")
    with pytest.raises(RefusedError):
        takes(tight, "hub", "sites/barn/sensors/level")


def test_beside_an_open_door_the_passwords_of_users_protect_nothing(
    loose: NativeMesh, tight: NativeMesh
) -> None:
    assert takes(loose, "barn", "sensors/level")
    with pytest.raises(RefusedError):
        takes(tight, "barn", "sensors/level")


def test_anyone_hears_everything_where_everything_is_open(loose: NativeMesh, tight: NativeMesh) -> None:
    assert hears(loose, "mill", "sensors/secret")
    assert not hears(tight, "mill", "sensors/secret")


def test_topics_for_nameless_clients_do_not_let_them_in(loose: NativeMesh, tight: NativeMesh) -> None:
    with pytest.raises(RefusedError):
        hears(loose, "silo", "sensors/level")
    assert hears(tight, "silo", "sensors/level")


def test_nobody_may_write_below_sys_whatever_was_granted(loose: NativeMesh, tight: NativeMesh) -> None:
    assert not takes(loose, "silo", "$SYS/meter/alive", "meter", "silo/meter")
    assert takes(tight, "silo", "status/meter/alive", "meter", "silo/meter")


def test_a_user_without_topics_can_log_in_and_do_nothing(loose: NativeMesh, tight: NativeMesh) -> None:
    assert not takes(loose, "silo", "sensors/lamp", "lamp", "silo/lamp")
    assert takes(tight, "silo", "sensors/lamp", "lamp", "silo/lamp")
