"""WebSockets carry messages on every engine, and are reached where they are meant to be and nowhere else."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

import pytest

from tests.e2e.conftest import Engine
from tests.support.clients import RefusedError, TestClient, connected
from tests.support.containers import Daemon
from tests.support.docker_meshes import container_of, docker_mesh
from tests.support.meshes import GRID, StartedMesh

SECURE, CLEAR, LOCAL = 18443, 18080, 18081  # no other test's
WEBSOCKETS = GRID.replace(
    "listeners: [{port: 8883, tls: true}]",
    f"listeners: [{{port: 8883, tls: true}}, {{port: {SECURE}, tls: true, protocol: websockets}}]",
).replace(
    "listeners: [{port: 1883, allow_anonymous: true}]",
    f"listeners: [{{port: {CLEAR}, protocol: websockets, allow_anonymous: true}}]",
)


@pytest.fixture(scope="module")
def grid(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartedMesh]:
    """A hub with WebSockets over TLS and two spokes with nothing but WebSockets, up."""
    with engine(tmp_path_factory.mktemp("grid"), text=WEBSOCKETS) as mesh:
        mesh.mqttmesh("up")
        yield mesh


def historian(grid: StartedMesh, password: str) -> AbstractContextManager[TestClient]:
    """An application on the hub."""
    return connected(
        grid.address("hub"),
        SECURE,
        user="historian",
        password=password,
        authority=grid.root,
        transport="websockets",
    )


def device(grid: StartedMesh, spoke: str) -> AbstractContextManager[TestClient]:
    """A client of a spoke."""
    return connected(grid.address(spoke), CLEAR, transport="websockets")


def listening(port: int) -> set[str]:
    """Every address of this machine at which a port is listened on."""
    shown = subprocess.run(
        ["ss", "-Hltn", f"sport = :{port}"], capture_output=True, text=True, check=True
    ).stdout
    return {line.split()[3].rpartition(":")[0] for line in shown.splitlines()}


def test_messages_cross_both_ways(grid: StartedMesh) -> None:
    with historian(grid, grid.password("hub/historian")) as hub, device(grid, "edge-1") as edge:
        hub.subscribe("sites/#")
        assert edge.publish("sensors/voltage", "230")
        assert hub.receive() == ("sites/edge-1/sensors/voltage", "230")
        edge.subscribe("commands/#")
        assert hub.publish("sites/edge-1/commands/open", "now")
        assert edge.receive() == ("commands/open", "now")


def test_a_wrong_password_is_refused(grid: StartedMesh) -> None:
    with pytest.raises(RefusedError), historian(grid, "wrong"):
        pass


def test_no_address_answers_but_the_brokers_own(grid: StartedMesh, engine: Engine, tmp_path: Path) -> None:
    assert listening(SECURE) == {grid.address("hub")}
    assert listening(CLEAR) == {grid.address("edge-1"), grid.address("edge-2")}
    with engine(tmp_path / "other", text=WEBSOCKETS) as other:
        other.mqttmesh("up")
        assert listening(SECURE) == {grid.address("hub"), other.address("hub")}
        with ExitStack() as both:
            ours, theirs = (both.enter_context(device(mesh, "edge-1")) for mesh in (grid, other))
            theirs.subscribe("#")
            ours.publish("sensors/word", "ours")
            theirs.publish("sensors/fence", "fence")
            assert theirs.receive_until("fence") == [("sensors/fence", "fence")]


@pytest.mark.parametrize("protocol", ["websockets", "mqtt"])
def test_in_a_container_what_binds_its_loopback_listens_nowhere_else(
    protocol: str, daemon: Daemon, compose: Path, alpine: str, tmp_path: Path
) -> None:
    door = f"{{port: {LOCAL}, bind: 127.0.0.1, protocol: {protocol}}}"
    text = WEBSOCKETS.replace("listeners: [", f"listeners: [{door}, ", 1)
    with docker_mesh(tmp_path / "grid", daemon, compose, alpine, text) as mesh:
        mesh.mqttmesh("up")
        shown = container_of(mesh, daemon, "hub").run("netstat", "-ltn").split()
        assert [word for word in shown if word.endswith(f":{LOCAL}")] == [f"127.0.0.1:{LOCAL}"]
        assert any(word.endswith(f":{SECURE}") and not word.startswith("127.") for word in shown)
