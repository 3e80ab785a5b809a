"""What `certs` shows and puts in use of a mesh that runs, on every engine and under Compose alone."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import Engine
from tests.support.containers import Daemon
from tests.support.docker_meshes import docker_mesh
from tests.support.images import Image, built
from tests.support.meshes import GRID, StartedMesh
from tests.support.waiting import wait_until


@pytest.fixture(scope="module")
def grid(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartedMesh]:
    """A hub and two spokes, up."""
    with engine(tmp_path_factory.mktemp("grid")) as mesh:
        mesh.mqttmesh("up")
        yield mesh


def certs(mesh: StartedMesh, command: str, *options: str, expect: int = 0) -> str:
    """Run `mqttmesh certs COMMAND` on a mesh."""
    return mesh.mqttmesh(f"certs {command}", *options, expect=expect)


def leaf(mesh: StartedMesh, *, expect: int = 0) -> dict[str, Any]:
    """What is shown of the hub's leaf."""
    shown: list[dict[str, Any]] = json.loads(certs(mesh, "show", "--json", expect=expect))
    (found,) = [one for one in shown if one["use"] == "listener" and one["position"] == 0]
    return found


def test_what_is_on_disk_is_told_from_what_is_served(grid: StartedMesh) -> None:
    first = leaf(grid)
    assert first["served"] == "the same"
    assert "mqtt.grid.example" in first["names"]
    assert first["extended_key_usage"] == ["serverAuth"]
    certs(grid, "dev", "--renew")
    assert leaf(grid, expect=1)["served"] == "another"
    assert "hub shows" in certs(grid, "install")
    second = leaf(grid)
    assert second["served"] == "the same"
    assert second["fingerprint_sha256"] != first["fingerprint_sha256"]


def test_one_of_a_second_expires(grid: StartedMesh) -> None:
    certs(grid, "dev", "--renew", "--lifetime", "1s")
    wait_until(
        lambda: "EXPIRED" in certs(grid, "show", expect=1),
        within=15,
        what="the end of its life",
        logs=grid.logs,
    )
    certs(grid, "dev", "--renew")
    certs(grid, "install")
    assert "none is due for renewal" in certs(grid, "show")


def test_one_that_has_expired_is_not_put_in_use(grid: StartedMesh) -> None:
    before = leaf(grid)["fingerprint_sha256"]
    certs(grid, "dev", "--renew", "--lifetime", "0s")
    assert "it expired on" in certs(grid, "install", expect=1)
    assert leaf(grid, expect=1)["served"] == "another"
    certs(grid, "dev", "--renew")
    certs(grid, "install")
    assert leaf(grid)["fingerprint_sha256"] != before


def test_a_spoke_without_a_certificate_has_nothing_to_install(grid: StartedMesh) -> None:
    assert "edge-1 has no certificate" in certs(grid, "install", "edge-1", expect=2)


def test_a_broker_that_somebody_else_started_is_asked_too(
    daemon: Daemon, compose: Path, tmp_path: Path
) -> None:
    tag = built(Image("2.1", "alpine"), daemon.client)
    text = GRID.replace("name: grid", "name: host")
    with docker_mesh(tmp_path / "started", daemon, compose, tag, text) as started:
        started.mqttmesh("up")
        (tmp_path / "host").mkdir()
        here = replace(started, topology=tmp_path / "host/topology.yaml")
        pair = "{certificate: fullchain.pem, private_key: privkey.pem}"
        letsencrypt = "{letsencrypt: /etc/letsencrypt/live/mqtt.grid.example}"
        here.topology.write_text(started.topology.read_text().replace(letsencrypt, pair))
        for name in ("fullchain.pem", "privkey.pem"):
            shutil.copy(started.root.parent / "hub" / name, here.topology.parent / name)
        assert leaf(here)["served"] == "the same"
        certs(started, "dev", "--renew")
        shutil.copy(started.root.parent / "hub/fullchain.pem", here.topology.parent / "fullchain.pem")
        assert leaf(here, expect=1)["served"] == "another"
