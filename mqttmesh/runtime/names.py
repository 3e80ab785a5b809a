"""The hub's real name, resolved to its loopback address by the brokers of one mesh and by nobody else.

Real certificates carry the name that spokes dial in the field; natively it must not lead there.
"""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

from mqttmesh.errors import EnvironmentProblem
from mqttmesh.mesh import Mesh
from mqttmesh.runtime.outfit import replace_public

# A mount namespace of one's own, which needs no root where user namespaces are allowed (unshare(1));
# --keep-caps lets the shell mount, and the broker that replaces it finds its own user as before.
_PRIVATE = ("unshare", "--map-current-user", "--keep-caps", "--mount")
_BIND = 'mount --bind "$0" /etc/hosts && exec "$@"'


def resolving(mesh: Mesh, run: Path, addresses: Mapping[str, str]) -> tuple[str, ...]:
    """What to run a broker by, so that it finds the hub's name at its loopback address.

    Raises:
        EnvironmentProblem: The kernel does not let this user have names of its own.
    """
    if mesh.hub is None or not any(spoke.bridge and spoke.bridge.tls for spoke in mesh.spokes):
        return ()
    hosts = run / "hosts"
    replace_public(hosts, f"127.0.0.1 localhost\n{addresses[mesh.hub.name]} {mesh.host}\n".encode())
    prefix = (*_PRIVATE, "sh", "-c", _BIND, str(hosts))
    if why := _refusal([*prefix, "true"]):
        raise EnvironmentProblem(
            f"brokers cannot be given {mesh.host} as a name of this machine: {why}",
            hint="Allow user namespaces, or leave the real certificates away: development ones stand in.",
        )
    return prefix


def _refusal(argv: list[str]) -> str:
    """Why a program does not run; empty when it does."""
    try:
        tried = subprocess.run(argv, capture_output=True, check=False)
    except OSError as error:
        return f"{argv[0]}: {error.strerror}"
    if tried.returncode == 0:
        return ""
    return tried.stderr.decode(errors="replace").strip() or f"{argv[0]} exits {tried.returncode}"
