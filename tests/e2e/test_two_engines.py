"""A mesh that ran on one engine and then on the other: each has saved something, and one `down` ends both."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from mqttmesh.runtime.binary import VARIABLE
from mqttmesh.runtime.places import places
from mqttmesh.runtime.processes import running
from tests.support.brokers import mosquitto_binary
from tests.support.clients import connected
from tests.support.containers import Daemon
from tests.support.docker_meshes import docker_mesh
from tests.support.images import Image, built
from tests.support.meshes import StartedMesh

BOTH_WAYS = [("native", "docker"), ("docker", "native")]


@pytest.fixture
def grid(tmp_path: Path, daemon: Daemon, compose: Path) -> Iterator[StartedMesh]:
    """A hub and two spokes for either engine, not up yet."""
    image = built(Image("2.1", "alpine"), daemon.client)
    with docker_mesh(tmp_path / "grid", daemon, compose, image) as mesh:
        mosquitto = (VARIABLE, str(mosquitto_binary("2.1").path))
        yield dataclasses.replace(mesh, engine="", environment=(*mesh.environment, mosquitto))


def retained(mesh: StartedMesh) -> list[tuple[str, str]]:
    """What a spoke has kept, and the fence that ends it."""
    with connected(mesh.address("edge-1"), 1883) as edge:
        edge.subscribe("kept/#")
        edge.publish("kept/fence", "fence")
        return edge.receive_until("fence")


def save(mesh: StartedMesh) -> None:
    """Have a spoke keep a word."""
    with connected(mesh.address("edge-1"), 1883) as edge:
        edge.publish("kept/word", "stays", retain=True)


@pytest.mark.parametrize("engines", BOTH_WAYS)
def test_what_brokers_saved_on_either_engine_is_removed(grid: StartedMesh, engines: tuple[str, str]) -> None:
    for engine in engines:
        grid.mqttmesh("up", "--engine", engine)
        save(grid)
        grid.mqttmesh("down")
    grid.mqttmesh("up", "--engine", engines[0])
    assert retained(grid) == [("kept/word", "stays"), ("kept/fence", "fence")]
    grid.mqttmesh("down")
    assert "removed what its brokers had saved" in grid.mqttmesh("down", "--volumes")
    assert not (grid.topology.parent / ".mqttmesh").exists()
    for engine in engines:
        grid.mqttmesh("up", "--engine", engine)
        assert retained(grid) == [("kept/fence", "fence")]
        grid.mqttmesh("down")


@pytest.mark.parametrize("engines", BOTH_WAYS)
def test_what_runs_is_shown_and_stopped_whatever_ran_before(
    grid: StartedMesh, engines: tuple[str, str]
) -> None:
    before, now = engines
    grid.mqttmesh("up", "--engine", before)
    grid.mqttmesh("down")
    grid.mqttmesh("up", "--engine", now)
    assert set(grid.pids()) == {"hub", "edge-1", "edge-2"}
    assert "stopped 3 brokers" in grid.mqttmesh("down")
    assert running(places(grid.topology.parent, grid.name).run) == {}
    assert grid.pids() == {}
