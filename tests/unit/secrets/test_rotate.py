"""A new secret reaches both of its ends: who must reload, and who must start again."""

from __future__ import annotations

from pathlib import Path

import pytest

from mqttmesh.errors import UsageError
from mqttmesh.secrets import check, init, rotate, secret_names
from tests.support.secrets import (
    EDGE_ENTRIES,
    ENVIRONMENT,
    FILES,
    HUB_ENTRIES,
    METER,
    entries,
    lets_in,
    mesh_with_users,
    secret,
)
from tests.support.topologies import resolved

SPOKE = FILES[0]
SHARED = """\
spokes:
  - name: edge-1
    bridge: {password: {file: secrets/shared}}
  - name: edge-2
    bridge: {password: {file: secrets/shared}}
"""
FOREIGN = """\
hub: {kind: generic, host: mqtt.grid.example}
"""


@pytest.mark.parametrize("name", ["edge-1", "hub/edge-1"])
def test_a_spokes_new_password_is_the_hubs_too(name: str, tmp_path: Path) -> None:
    mesh = mesh_with_users(tmp_path)
    init(mesh, tmp_path, ENVIRONMENT)
    old, others = secret(tmp_path, SPOKE), entries(tmp_path, HUB_ENTRIES)
    rotation = rotate(mesh, tmp_path, name, ENVIRONMENT)
    assert (rotation.file, rotation.reload, rotation.restart) == (SPOKE, ("hub",), ("edge-1",))
    assert lets_in(tmp_path, HUB_ENTRIES, secret(tmp_path, SPOKE)) == {"edge-1"}
    assert lets_in(tmp_path, HUB_ENTRIES, old) == set()
    kept = {user: entry for user, entry in entries(tmp_path, HUB_ENTRIES).items() if user != "edge-1"}
    assert kept.items() < others.items()
    assert check(mesh, tmp_path, ENVIRONMENT) == ()


def test_a_users_new_password_restarts_nobody(tmp_path: Path) -> None:
    mesh = mesh_with_users(tmp_path)
    init(mesh, tmp_path, ENVIRONMENT)
    old, hub = secret(tmp_path, METER), (tmp_path / HUB_ENTRIES).read_bytes()
    rotation = rotate(mesh, tmp_path, "edge-1/meter", ENVIRONMENT)
    assert (rotation.file, rotation.reload, rotation.restart) == (METER, ("edge-1",), ())
    assert lets_in(tmp_path, EDGE_ENTRIES, secret(tmp_path, METER)) == {"meter"}
    assert lets_in(tmp_path, EDGE_ENTRIES, old) == set()
    assert (tmp_path / HUB_ENTRIES).read_bytes() == hub


def test_a_shared_secret_restarts_everybody_who_logs_in_with_it(tmp_path: Path) -> None:
    mesh = resolved(tmp_path, SHARED)
    init(mesh, tmp_path)
    rotation = rotate(mesh, tmp_path, "edge-2")
    assert (rotation.reload, rotation.restart) == (("hub",), ("edge-1", "edge-2"))
    assert lets_in(tmp_path, HUB_ENTRIES, secret(tmp_path, "secrets/shared")) == {"edge-1", "edge-2"}


def test_at_a_hub_that_is_not_ours_nobody_reloads(tmp_path: Path) -> None:
    mesh = resolved(tmp_path, FOREIGN)
    init(mesh, tmp_path)
    rotation = rotate(mesh, tmp_path, "edge-1")
    assert (rotation.reload, rotation.restart) == ((), ("edge-1",))
    assert not (tmp_path / HUB_ENTRIES).exists()


def test_rotating_before_init_makes_the_secret(tmp_path: Path) -> None:
    mesh = mesh_with_users(tmp_path)
    rotate(mesh, tmp_path, "edge-1", ENVIRONMENT)
    assert lets_in(tmp_path, HUB_ENTRIES, secret(tmp_path, SPOKE)) == {"edge-1"}


def test_a_secret_of_the_environment_is_changed_where_it_is_set(tmp_path: Path) -> None:
    mesh = mesh_with_users(tmp_path)
    init(mesh, tmp_path, ENVIRONMENT)
    before = (tmp_path / HUB_ENTRIES).read_bytes()
    with pytest.raises(UsageError, match="is in the environment variable PANEL"):
        rotate(mesh, tmp_path, "hub/panel", ENVIRONMENT)
    assert (tmp_path / HUB_ENTRIES).read_bytes() == before


@pytest.mark.parametrize(
    ("name", "meant"), [("edge-3", "edge-1"), ("hub/historain", "hub/historian"), ("nobody", "BROKER/USER")]
)
def test_a_name_that_is_not_there_is_told_what_may_be_meant(name: str, meant: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=f"has no secret {name}") as caught:
        rotate(mesh_with_users(tmp_path), tmp_path, name)
    assert meant in caught.value.hint


def test_every_secret_has_the_names_people_call_it(tmp_path: Path) -> None:
    assert set(secret_names(mesh_with_users(tmp_path))) == {
        "edge-1",
        "edge-2",
        "hub/edge-1",
        "hub/edge-2",
        "hub/historian",
        "hub/panel",
        "edge-1/meter",
    }
