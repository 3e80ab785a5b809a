"""A mesh with secrets of every kind, and what its password files let in."""

from __future__ import annotations

from pathlib import Path

from mqttmesh.mesh import Mesh
from mqttmesh.secrets import verify_password
from tests.support.topologies import resolved

USERS = """\
hub:
  host: mqtt.grid.example
  listeners: [{port: 8883, tls: true}]
  tls: {letsencrypt: /etc/letsencrypt/live/mqtt.grid.example}
  users:
    - {name: historian, read: ["#"]}
    - {name: panel, read: ["#"], password: {env: PANEL}}
spokes:
  - name: edge-1
    listeners: [{port: 1883}]
    users: [{name: meter, write: ["sensors/#"]}]
  - name: edge-2
"""
ENVIRONMENT = {"PANEL": "of the panel"}
FILES = ("secrets/edge-1.password", "secrets/edge-2.password", "secrets/hub/historian.password")
METER = "secrets/edge-1/meter.password"
HUB_ENTRIES = "secrets/hub.passwords"
EDGE_ENTRIES = "secrets/edge-1.passwords"


def mesh_with_users(folder: Path, text: str = USERS) -> Mesh:
    """A hub with users in a file and in the environment, a spoke with a device, and one without."""
    return resolved(folder, text)


def secret(folder: Path, file: str) -> str:
    """What a secret's file holds."""
    return (folder / file).read_text().removesuffix("\n")


def entries(folder: Path, file: str) -> dict[str, str]:
    """A password file's lines, by user."""
    return dict(line.split(":", 1) for line in (folder / file).read_text().splitlines())


def lets_in(folder: Path, file: str, password: str) -> set[str]:
    """The users that a password file lets in with a password."""
    return {user for user, entry in entries(folder, file).items() if verify_password(password, entry)}
