"""Messages cross a mesh both ways over verified TLS, and what must not cross does not: on every engine."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.e2e.conftest import Engine
from tests.support.clients import RefusedError, TestClient, connected
from tests.support.meshes import StartedMesh


@pytest.fixture(scope="module")
def grid(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartedMesh]:
    """A hub and two spokes, up."""
    with engine(tmp_path_factory.mktemp("grid")) as mesh:
        mesh.mqttmesh("up")
        yield mesh


def historian(grid: StartedMesh) -> AbstractContextManager[TestClient]:
    """An application on the hub."""
    secret = grid.password("hub/historian")
    return connected(grid.address("hub"), 8883, user="historian", password=secret, authority=grid.root)


def test_both_ways(grid: StartedMesh) -> None:
    with (
        historian(grid) as hub,
        connected(grid.address("edge-1"), 1883) as edge,
    ):
        hub.subscribe("sites/#")
        assert edge.publish("sensors/voltage", "230")
        assert hub.receive() == ("sites/edge-1/sensors/voltage", "230")
        edge.subscribe("commands/#")
        assert hub.publish("sites/edge-1/commands/open", "now")
        assert edge.receive() == ("commands/open", "now")


def test_a_message_of_another_spoke_does_not_come(grid: StartedMesh) -> None:
    with (
        historian(grid) as hub,
        connected(grid.address("edge-1"), 1883) as edge,
    ):
        edge.subscribe("#")
        hub.publish("sites/edge-2/commands/open", "for another")
        hub.publish("sites/edge-1/commands/open", "fence")
        assert edge.receive_until("fence") == [("commands/open", "fence")]


def test_a_topic_that_no_route_carries_stays(grid: StartedMesh) -> None:
    with (
        historian(grid) as hub,
        connected(grid.address("edge-1"), 1883) as edge,
    ):
        hub.subscribe("#")
        edge.publish("private/diary", "mine")
        edge.publish("sensors/fence", "fence")
        assert hub.receive_until("fence") == [("sites/edge-1/sensors/fence", "fence")]


def test_a_spokes_account_may_write_its_own_prefix_and_no_other(grid: StartedMesh) -> None:
    secret = grid.password("edge-1")
    with connected(grid.address("hub"), 8883, user="edge-1", password=secret, authority=grid.root) as spoke:
        assert spoke.publish("sites/edge-1/sensors/a", "1")
        assert not spoke.publish("sites/edge-2/sensors/a", "1")
        assert not spoke.publish("sites/edge-1/commands/a", "1")
        assert not spoke.publish("$SYS/broker/connection/grid.edge-2/state", "1")


@pytest.mark.parametrize(("user", "password"), [("historian", "wrong"), ("nobody", "x"), (None, None)])
def test_the_hub_lets_in_nobody_else(grid: StartedMesh, user: str | None, password: str | None) -> None:
    with (
        pytest.raises(RefusedError),
        connected(grid.address("hub"), 8883, user=user, password=password, authority=grid.root),
    ):
        pytest.fail("let in")


@pytest.mark.parametrize(
    ("authority", "name", "believed"),
    [
        ("root.pem", "mqtt.grid.example", True),
        ("client-root.pem", "mqtt.grid.example", False),
        ("root.pem", "mqtt.other.example", False),
    ],
)
def test_the_hub_proves_its_name_by_the_development_root(
    grid: StartedMesh, authority: str, name: str, believed: bool
) -> None:
    context = ssl.create_default_context(cafile=str(grid.root.with_name(authority)))
    with socket.create_connection((grid.address("hub"), 8883), timeout=10) as connection:
        if believed:
            context.wrap_socket(connection, server_hostname=name).close()
        else:
            with pytest.raises(ssl.SSLCertVerificationError, match="certificate verify failed"):
                context.wrap_socket(connection, server_hostname=name)


def test_nothing_secret_is_in_a_command_line_or_an_environment(grid: StartedMesh) -> None:
    secret = grid.password("edge-1").encode()
    for pid in grid.pids().values():
        process = Path(f"/proc/{pid}")
        assert secret not in (process / "cmdline").read_bytes()
        assert secret not in (process / "environ").read_bytes()
    assert secret.decode() not in grid.logs()
