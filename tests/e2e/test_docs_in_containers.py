"""Pages about containers are followed on a real daemon, with the image that users have by default."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from docker.errors import ImageNotFound

from mqttmesh.resolve.defaults import IMAGE
from tests.support.containers import Daemon
from tests.support.images import Image, built
from tests.support.pages import IN_CONTAINERS, ROOT, blocks
from tests.support.sessions import follow, session


@pytest.fixture
def official(daemon: Daemon) -> Iterator[str]:
    """The default image; where no registry is reached, one of the tests' stands in for it."""
    try:
        daemon.client.images.get(IMAGE)
    except ImageNotFound:
        name, _, tag = IMAGE.partition(":")
        daemon.client.images.get(built(Image("2.1", "alpine"), daemon.client)).tag(name, tag)
        yield IMAGE
        daemon.client.images.remove(IMAGE, noprune=True)
    else:
        yield IMAGE


@pytest.mark.parametrize("page", IN_CONTAINERS, ids=lambda page: str(page.relative_to(ROOT)))
@pytest.mark.usefixtures("official")
def test_every_command_prints_what_the_page_shows(
    page: Path, daemon: Daemon, compose: Path, tmp_path: Path
) -> None:
    text = page.read_text(encoding="utf-8")
    more = {"DOCKER_HOST": daemon.address, "PATH": f"{compose.parent}:/usr/bin:/bin"}
    with session(tmp_path / "mesh", more) as here:
        follow(list(blocks(text)), here)


def test_there_are_such_pages() -> None:
    assert IN_CONTAINERS
