"""The images that brokers run from in containers, and the daemon that runs them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.containers import Daemon, docker_daemon
from tests.support.images import ALPINE, IMAGES, Image, built


@pytest.fixture(scope="session")
def daemon() -> Iterator[Daemon]:
    with docker_daemon() as found:
        yield found


@pytest.fixture(scope="session", params=IMAGES, ids=lambda image: image.tag)
def image(request: pytest.FixtureRequest, daemon: Daemon) -> Image:
    """Every image, one after the other; it is there."""
    built(request.param, daemon.client)
    wanted: Image = request.param
    return wanted


@pytest.fixture(scope="session", params=ALPINE, ids=lambda image: image.tag)
def alpine(request: pytest.FixtureRequest, daemon: Daemon) -> str:
    """The tag of either version of Mosquitto on Alpine."""
    return built(request.param, daemon.client)
