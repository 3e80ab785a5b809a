"""What one broker is given of the mesh's secrets, for a host or a container of its own."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from mqttmesh.errors import EnvironmentProblem
from mqttmesh.mesh import Broker
from mqttmesh.secrets.catalogue import password_file
from mqttmesh.secrets.reference import read_secret


def delivered(
    broker: Broker, mesh: str, folder: Path, environment: Mapping[str, str] = os.environ
) -> dict[str, bytes]:
    """The content of every secret file of a broker, by the path that its Compose file names.

    Args:
        broker: Whose secrets.
        mesh: The mesh's name.
        folder: The topology's folder, from which those paths start.
        environment: Where environment references are looked up.

    Raises:
        EnvironmentProblem: A secret or the password file is missing.
        UsageError: A secret is no password.
    """
    files = {}
    if broker.accounts:
        files[password_file(broker)] = _entries(broker, folder)
    if broker.bridge and (ref := broker.bridge.password):
        files[ref.path_in(mesh)] = read_secret(ref, folder, environment).encode() + b"\n"
    return files


def _entries(broker: Broker, folder: Path) -> bytes:
    try:
        return (folder / password_file(broker)).read_bytes()
    except OSError as error:
        raise EnvironmentProblem(
            f"{password_file(broker)} cannot be read: {error.strerror}", hint="Run `mqttmesh secrets init`."
        ) from None
