"""The images that brokers run from in containers, and the daemon that runs them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

import pytest

from tests.support.brokers import mosquitto_binary
from tests.support.containers import Daemon, docker_daemon
from tests.support.docker_meshes import docker_mesh
from tests.support.images import ALPINE, DEBIAN, IMAGES, Image, built
from tests.support.meshes import StartedMesh
from tests.support.native import native_mesh

Engine = Callable[..., AbstractContextManager[StartedMesh]]


@pytest.fixture(scope="session")
def daemon() -> Iterator[Daemon]:
    with docker_daemon() as found:
        yield found


@pytest.fixture(scope="session", params=("native-2.0", "native-2.1", "docker-2.0", "docker-2.1"))
def engine(request: pytest.FixtureRequest, compose: Path) -> Engine:
    """Every engine with every version of Mosquitto: makes a mesh of a topology in a folder, not up yet."""
    kind, _, release = request.param.partition("-")
    if kind == "native":
        return partial(native_mesh, mosquitto=mosquitto_binary(release))
    daemon = request.getfixturevalue("daemon")
    tag = built(Image(release, "alpine"), daemon.client)
    return partial(docker_mesh, daemon=daemon, compose=compose, image=tag)


@pytest.fixture(scope="session", params=IMAGES, ids=lambda image: image.tag)
def image(request: pytest.FixtureRequest, daemon: Daemon) -> Image:
    """Every image, one after the other; it is there."""
    built(request.param, daemon.client)
    wanted: Image = request.param
    return wanted


@pytest.fixture(scope="session", params=(ALPINE[0], DEBIAN), ids=lambda image: image.tag)
def shell_image(request: pytest.FixtureRequest, daemon: Daemon) -> Image:
    """An image of each shell, busybox's and dash, and so of each version of Mosquitto."""
    built(request.param, daemon.client)
    wanted: Image = request.param
    return wanted


@pytest.fixture(scope="session", params=ALPINE, ids=lambda image: image.tag)
def alpine(request: pytest.FixtureRequest, daemon: Daemon) -> str:
    """The tag of either version of Mosquitto on Alpine."""
    return built(request.param, daemon.client)
