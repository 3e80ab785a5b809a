"""Each broker's folder alone on its host: its Compose file, its secrets and keys, and nothing else."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
import yaml

from tests.support.containers import Daemon, RunningContainer
from tests.support.deployments import HOST, Chain, Deployment, deployment, grid

CHAIN = Chain()


@pytest.fixture
def written(alpine: str, daemon: Daemon, compose: Path, tmp_path: Path) -> Iterator[Deployment]:
    """A rendered mesh that is never started as a whole."""
    with deployment(tmp_path / "mesh", daemon, compose, alpine, grid("edge"), CHAIN) as made:
        yield made


def carried(written: Deployment, broker: str, host: Path) -> Path:
    """A broker's folder on another host, with what its Compose file says that it needs there."""
    folder = host / "grid" / broker
    shutil.copytree(written.rendered / broker, folder)
    head = (folder / "docker-compose.yml").read_text().partition("name: ")[0]
    for line in head.splitlines():
        if line.startswith("#   "):
            source = written.rendered / broker / line.removeprefix("#   ")
            place = folder / line.removeprefix("#   ")
            place.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, place, symlinks=True)
            else:
                shutil.copy(source, place)
    return folder


@contextmanager
def running_alone(written: Deployment, folder: Path, net: str, alias: str) -> Iterator[RunningContainer]:
    """A broker that Compose runs from its own folder, in a network where it is found by a name."""
    project = f"mqttmesh-test-{uuid4().hex[:12]}"
    known = yaml.safe_load((folder / "docker-compose.yml").read_text())
    (service,) = known["services"]
    own = folder.parent / f"{project}.yml"
    own.write_text(
        f"services: {{{service}: {{ports: !reset [], networks: {{default: {{aliases: [{alias}]}}}}}}}}\n"
        f"networks: {{default: {{external: true, name: {net}}}}}\n"
    )

    def compose(*arguments: str) -> None:
        subprocess.run(
            [written.program, "-p", project, "-f", "docker-compose.yml", "-f", own, *arguments],
            cwd=folder,
            env={**os.environ, "DOCKER_HOST": written.daemon.address},
            check=True,
            capture_output=True,
            timeout=120,
        )

    compose("up", "-d")
    try:
        label = f"com.docker.compose.project={project}"
        (found,) = written.daemon.client.containers.list(all=True, filters={"label": label})
        yield RunningContainer(found)
    finally:
        compose("down", "--volumes", "--timeout", "0")


def test_two_folders_on_two_hosts_are_a_mesh(written: Deployment, tmp_path: Path) -> None:
    hub_folder = carried(written, "hub", tmp_path / "one")
    edge_folder = carried(written, "edge", tmp_path / "two")
    assert not (tmp_path / "two/letsencrypt").exists()
    net = f"mqttmesh-test-{uuid4().hex[:12]}"
    made = written.daemon.client.networks.create(net)
    try:
        with (
            running_alone(written, hub_folder, net, HOST) as hub,
            running_alone(written, edge_folder, net, "edge") as edge,
        ):
            hub.wait_for(" as grid.edge (", edge)
            assert not hub.says("mqttmesh: ")
            assert not edge.says("mqttmesh: ")
    finally:
        made.remove()
