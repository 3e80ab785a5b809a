"""What can be wrong with Docker on a machine, each told with its way out; and which engine is chosen."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from mqttmesh.runtime.binary import VARIABLE
from tests.support.brokers import mosquitto_binary
from tests.support.containers import Daemon
from tests.support.docker_meshes import docker_mesh
from tests.support.images import Image, built
from tests.support.meshes import ROOT, StartedMesh


@pytest.fixture
def grid(daemon: Daemon, compose: Path, tmp_path: Path) -> Iterator[StartedMesh]:
    """A hub and two spokes in containers, not up yet."""
    tag = built(Image("2.1", "alpine"), daemon.client)
    with docker_mesh(tmp_path / "grid", daemon, compose, tag) as mesh:
        yield mesh


def elsewhere(grid: StartedMesh, **environment: str) -> StartedMesh:
    """The same mesh on a machine that differs in its environment."""
    return replace(grid, environment=(*grid.environment, *environment.items()))


def without_engine(grid: StartedMesh) -> StartedMesh:
    """The same mesh, and nobody says on which engine."""
    return replace(grid, engine="")


def only(folder: Path, **programs: str) -> str:
    """A PATH of a folder that holds these scripts alone."""
    folder.mkdir()
    for name, text in programs.items():
        program = folder / name.replace("_", "-")
        program.write_text(f"#!/bin/sh\n{text}\n")
        program.chmod(0o755)
    return str(folder)


def test_without_a_daemon_it_says_how_to_start_one(grid: StartedMesh, tmp_path: Path) -> None:
    said = elsewhere(grid, DOCKER_HOST=f"unix://{tmp_path}/nowhere.sock").mqttmesh("up", expect=3)
    assert f"no Docker daemon answers at unix://{tmp_path}/nowhere.sock" in said
    assert "--engine native" in said


def test_a_socket_that_is_not_for_this_user_is_told_from_no_daemon(grid: StartedMesh, tmp_path: Path) -> None:
    path = tmp_path / "docker.sock"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        listening.listen()
        path.chmod(0o600)
        shutil.chown(path, "nobody")
        done = subprocess.run(
            # root may open everything, unless it gives that up
            ["setpriv", "--bounding-set", "-dac_override,-dac_read_search", sys.executable, "-m", "mqttmesh",
             "up", str(grid.topology), "--engine", "docker"],
            env={**os.environ, "DOCKER_HOST": f"unix://{path}", "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )  # fmt: skip
    assert done.returncode == 3, done.stderr
    assert f"you may not talk to the Docker daemon at unix://{path}" in done.stderr
    assert "usermod -aG docker" in done.stderr


def test_a_daemon_of_another_machine_is_refused(grid: StartedMesh) -> None:
    said = elsewhere(grid, DOCKER_HOST="tcp://127.0.0.1:1").mqttmesh("up", expect=3)
    assert "the Docker daemon at tcp://127.0.0.1:1 is not this machine's" in said


def test_without_compose_it_says_what_to_install(grid: StartedMesh, tmp_path: Path) -> None:
    said = elsewhere(grid, PATH=only(tmp_path / "bin")).mqttmesh("up", expect=3)
    assert "Docker Compose is not installed" in said


@pytest.mark.parametrize(("version", "named"), [("1.29.2", "1.29"), ("v2.17.3", "2.17")])
def test_a_compose_that_is_too_old_is_named(
    grid: StartedMesh, tmp_path: Path, version: str, named: str
) -> None:
    path = only(tmp_path / "bin", docker_compose=f"echo {version}")
    said = elsewhere(grid, PATH=path).mqttmesh("up", expect=3)
    assert f"docker-compose is version {named}, and mqttmesh needs 2.24 or later" in said


def test_an_image_that_cannot_be_had_is_named(grid: StartedMesh) -> None:
    grid.edit("mqttmesh-test/mosquitto:2.1-alpine", "mqttmesh-test/nowhere:2.1")
    said = grid.mqttmesh("up", expect=3)
    assert "the image mqttmesh-test/nowhere:2.1 is not here and cannot be pulled" in said
    assert grid.status() == {}


def test_a_container_that_ends_is_named_with_its_log_and_nothing_is_left(
    grid: StartedMesh, daemon: Daemon
) -> None:
    broken = "extra_config: {unchecked: true, broker: [no_such_option 1]}"
    grid.edit("    anonymous:", f"    {broken} # mqttmesh: ignore[raw-unknown-option]\n    anonymous:")
    said = grid.mqttmesh("up", expect=3)
    assert "ended with exit code" in said
    assert "no_such_option" in said
    containers = daemon.client.containers.list(all=True)
    assert not any(str(grid.topology.parent) in str(container.labels) for container in containers)


def test_containers_are_chosen_where_they_can_be_had(grid: StartedMesh) -> None:
    said = without_engine(grid).mqttmesh("up")
    assert said.startswith("docker engine, Docker ")
    assert without_engine(grid).mqttmesh("up").count("left 3 as they were") == 1
    assert "grid runs on the docker engine" in replace(grid, engine="native").mqttmesh("up", expect=2)


def test_processes_are_chosen_where_containers_cannot_be_had(grid: StartedMesh, tmp_path: Path) -> None:
    broker = str(mosquitto_binary("2.1").path)
    here = elsewhere(grid, DOCKER_HOST=f"unix://{tmp_path}/nowhere.sock", **{VARIABLE: broker})
    said = without_engine(here).mqttmesh("up")
    assert "native engine, Mosquitto 2.1.2: no Docker daemon answers" in said
    assert "2 of 2 bridges are connected" in said


def test_with_neither_both_ways_out_are_named(grid: StartedMesh, tmp_path: Path) -> None:
    here = elsewhere(grid, DOCKER_HOST=f"unix://{tmp_path}/nowhere.sock", **{VARIABLE: f"{tmp_path}/nowhere"})
    said = without_engine(here).mqttmesh("up", expect=3)
    assert "neither in containers nor as processes" in said
    assert "docker: no Docker daemon answers" in said
    assert f"native: {tmp_path}/nowhere does not run" in said
