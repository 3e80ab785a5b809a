"""An image that is not here is pulled, from a registry that the test runs; and how far it is, is shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from docker.errors import ImageNotFound

from tests.support.brokers import fetched
from tests.support.containers import Daemon
from tests.support.docker_meshes import docker_mesh
from tests.support.images import Image, built
from tests.support.meshes import StartedMesh
from tests.support.processes import accepts_connections, free_port, running
from tests.support.waiting import wait_until

CONFIGURATION = """\
version: 0.1
storage: {{filesystem: {{rootdirectory: {folder}}}}}
http: {{addr: "127.0.0.1:{port}"}}
log: {{level: error}}
"""


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[str]:
    """The address of a registry that holds nothing yet; Docker needs no TLS for one on loopback."""
    port, log, configuration = free_port(), tmp_path / "registry.log", tmp_path / "registry.yml"
    configuration.write_text(CONFIGURATION.format(folder=tmp_path / "registry", port=port))
    with running([fetched("registry", "docker-registry"), "serve", configuration], log=log):
        wait_until(
            lambda: accepts_connections("127.0.0.1", port),
            within=15,
            what="the registry to listen",
            logs=log.read_text,
        )
        yield f"127.0.0.1:{port}"


@pytest.fixture
def pushed(daemon: Daemon, registry: str) -> Iterator[str]:
    """An image that only the registry has."""
    name = f"{registry}/mosquitto"
    daemon.client.images.get(built(Image("2.1", "alpine"), daemon.client)).tag(name, "2.1-alpine")
    said = daemon.client.images.push(name, "2.1-alpine")
    assert "errorDetail" not in said, said
    daemon.client.images.remove(f"{name}:2.1-alpine", noprune=True)
    yield f"{name}:2.1-alpine"
    try:
        daemon.client.images.remove(f"{name}:2.1-alpine", noprune=True)
    except ImageNotFound:
        return


@pytest.fixture
def grid(daemon: Daemon, compose: Path, pushed: str, tmp_path: Path) -> Iterator[StartedMesh]:
    """A hub and two spokes from that image, not up yet."""
    with docker_mesh(tmp_path / "grid", daemon, compose, "mqttmesh-test/mosquitto:2.1-alpine") as mesh:
        mesh.edit("mqttmesh-test/mosquitto:2.1-alpine", pushed)
        yield mesh


def test_it_is_pulled_once_and_shown(grid: StartedMesh, pushed: str) -> None:
    said = grid.mqttmesh("up")
    assert f"pulling {pushed}" in said
    assert "2 of 2 bridges are connected" in said
    assert "pulling" not in grid.mqttmesh("up")


def test_a_registry_that_lacks_it_is_quoted(grid: StartedMesh, pushed: str) -> None:
    grid.edit("2.1-alpine", "2.1-nowhere")
    said = grid.mqttmesh("up", expect=3)
    assert f"the image {pushed.replace('alpine', 'nowhere')} is not here and cannot be pulled" in said
    assert "manifest unknown" in said or "not found" in said
