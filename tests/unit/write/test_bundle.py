"""A bundle holds one broker's folder and its secrets, complete, private and nothing else."""

from __future__ import annotations

import os
import stat
import subprocess
import tarfile
from pathlib import Path

import pytest

from mqttmesh.errors import EnvironmentProblem, OutOfDateError, UsageError
from mqttmesh.secrets import delivered, init
from mqttmesh.write import write_bundle
from tests.support.rendering import rendered
from tests.support.topologies import broker, resolved
from tests.support.trees import tree

FILES = tree(
    {"hub/acl": "hub's", "edge-1/acl": "edge's", "edge-1/trust/a.pem": "root", "docker-compose.yml": ""}
)
SECRETS = {"secrets/edge-1.password": b"secret\n"}


def test_it_holds_the_brokers_folder_and_its_secrets_alone(tmp_path: Path) -> None:
    write_bundle(FILES, "grid", "edge-1", SECRETS, tmp_path / "edge-1.tar")
    with tarfile.open(tmp_path / "edge-1.tar") as archive:
        found = {member.name: (member.mode, member.uid, member.mtime) for member in archive}
    assert found == {
        "grid/edge-1/acl": (0o644, 0, 0),
        "grid/edge-1/trust/a.pem": (0o644, 0, 0),
        "secrets/edge-1.password": (0o600, 0, 0),
    }


def test_nobody_else_may_read_it_whatever_the_umask(tmp_path: Path) -> None:
    earlier = os.umask(0)
    try:
        write_bundle(FILES, "grid", "edge-1", SECRETS, tmp_path / "edge-1.tar")
    finally:
        os.umask(earlier)
    assert stat.S_IMODE((tmp_path / "edge-1.tar").stat().st_mode) == 0o600


def test_an_older_bundle_is_replaced(tmp_path: Path) -> None:
    target = tmp_path / "edge-1.tar"
    write_bundle(FILES, "grid", "edge-1", SECRETS, target)
    earlier = target.read_bytes()
    write_bundle(FILES, "grid", "edge-1", {"secrets/edge-1.password": b"another\n"}, target)
    assert target.read_bytes() != earlier
    write_bundle(FILES, "grid", "edge-1", SECRETS, target)
    assert target.read_bytes() == earlier
    assert list(tmp_path.iterdir()) == [target]


def test_what_is_no_bundle_is_not_overwritten(tmp_path: Path) -> None:
    precious = tmp_path / "thesis.txt"
    precious.write_text("chapter one")
    with pytest.raises(OutOfDateError, match="no tar file"):
        write_bundle(FILES, "grid", "edge-1", SECRETS, precious)
    assert precious.read_text() == "chapter one"


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentProblem, match=r"nowhere/edge-1\.tar cannot be written"):
        write_bundle(FILES, "grid", "edge-1", SECRETS, tmp_path / "nowhere/edge-1.tar")


@pytest.mark.parametrize("path", ["/etc/passwd", "../outside", "secrets/../../outside"])
def test_no_secret_leaves_the_folder_it_is_unpacked_in(path: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="outside"):
        write_bundle(FILES, "grid", "edge-1", {path: b""}, tmp_path / "edge-1.tar")
    assert list(tmp_path.iterdir()) == []


def test_unpacked_it_is_all_that_its_compose_file_names(tmp_path: Path, compose: Path) -> None:
    spokes = "spokes: [{name: edge-1, bridge: {password: {env: EDGE_PASSWORD}}}]\ntrust: [system]\n"
    mesh = resolved(tmp_path, spokes)
    init(mesh, tmp_path, {"EDGE_PASSWORD": "s3cret"})
    secrets = delivered(broker(mesh, "edge-1"), "grid", tmp_path, {"EDGE_PASSWORD": "s3cret"})
    assert secrets == {".mqttmesh/grid/env/EDGE_PASSWORD": b"s3cret\n"}
    write_bundle(rendered(mesh, tmp_path), "grid", "edge-1", secrets, tmp_path / "edge-1.tar")
    host = tmp_path / "host"
    host.mkdir()
    subprocess.run(["tar", "-xpf", tmp_path / "edge-1.tar", "-C", host], check=True)
    read = subprocess.run(
        [compose, "-f", host / "grid/edge-1/docker-compose.yml", "config"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert f"file: {host}/.mqttmesh/grid/env/EDGE_PASSWORD" in read.stdout
    assert (host / ".mqttmesh/grid/env/EDGE_PASSWORD").read_text() == "s3cret\n"


def test_a_missing_secret_is_named(tmp_path: Path) -> None:
    mesh = resolved(tmp_path)
    with pytest.raises(EnvironmentProblem, match=r"secrets/edge-1.password is missing"):
        delivered(broker(mesh, "edge-1"), "grid", tmp_path, {})
    with pytest.raises(EnvironmentProblem, match=r"secrets/hub.passwords cannot be read"):
        delivered(broker(mesh, "hub"), "grid", tmp_path, {})
