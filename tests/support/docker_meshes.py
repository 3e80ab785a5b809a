"""A mesh in containers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.containers import Daemon, RunningContainer
from tests.support.meshes import GRID, StartedMesh, name_of, stopped_after


def with_image(text: str, image: str) -> str:
    """A topology whose brokers all run from an image of the tests."""
    release = image.partition(":")[2].partition("-")[0]
    defaults = f'defaults: {{image: "{image}", mosquitto: "{release}"}}\n'
    head, name, rest = text.partition(f"name: {name_of(text)}\n")
    return f"{head}{name}{defaults}{rest}"


@contextmanager
def docker_mesh(
    folder: Path, daemon: Daemon, compose: Path, image: str, text: str = GRID
) -> Iterator[StartedMesh]:
    """A mesh that is not up yet; when the context ends nothing of it runs."""
    folder.mkdir(exist_ok=True)
    topology = folder / "topology.yaml"
    topology.write_text(with_image(text, image))
    environment = (("DOCKER_HOST", daemon.address), ("PATH", f"{compose.parent}:{os.environ['PATH']}"))
    with stopped_after(StartedMesh(topology, name_of(text), "docker", environment)) as mesh:
        yield mesh


def container_of(mesh: StartedMesh, daemon: Daemon, broker: str) -> RunningContainer:
    """The container that a broker of a mesh runs in."""
    pid = mesh.pids()[broker]
    listed = daemon.client.containers.list(ignore_removed=True)
    (found,) = (one for one in listed if one.attrs["State"]["Pid"] == pid)
    return RunningContainer(found)
