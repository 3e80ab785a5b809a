"""What bridges dial natively: the hub's loopback address, or its real name, which leads there for them alone.

Real certificates carry the name that spokes dial in the field; natively it must not lead there.
"""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

from mqttmesh.errors import EnvironmentProblem
from mqttmesh.mesh import Broker, Endpoint, Mesh
from mqttmesh.runtime.outfit import replace_public

# A mount namespace of one's own, which needs no root where user namespaces are allowed (unshare(1));
# --keep-caps lets the shell mount, and the broker that replaces it finds its own user as before.
_PRIVATE = ("unshare", "--map-current-user", "--keep-caps", "--mount")
_BIND = 'mount --bind "$0" /etc/hosts && exec "$@"'


def dialled(broker: Broker, mesh: Mesh, addresses: Mapping[str, str], *, named: bool) -> tuple[Endpoint, ...]:
    """What a broker's bridge dials: its hub here, wherever `hub.dial` leads in the field.

    Args:
        broker: A broker of the mesh; one without a bridge dials nothing.
        mesh: Its mesh.
        addresses: The loopback address of each broker.
        named: Over TLS dial the hub by its name, since its certificate does not carry the address.

    Raises:
        EnvironmentProblem: The hub has no listener that such a bridge could dial.
    """
    if broker.bridge is None or mesh.hub is None:
        return broker.bridge.addresses if broker.bridge else ()
    tls = broker.bridge.tls
    doors = [door for door in mesh.hub.listeners if door.protocol == "mqtt" and door.tls == tls]
    if not doors:
        raise _no_door(broker.name, broker.bridge.addresses, tls=tls)
    return (Endpoint(mesh.host if named and tls else addresses[mesh.hub.name], doors[0].port),)


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


def _no_door(spoke: str, addresses: tuple[Endpoint, ...], *, tls: bool) -> EnvironmentProblem:
    wanted, door = (
        ("a TLS listener for MQTT", "{port: 8883, tls: true}")
        if tls
        else ("a listener for MQTT without TLS", "{port: 1883}")
    )
    named = " ".join(map(str, addresses))
    return EnvironmentProblem(
        f"{spoke} cannot dial its hub on this machine: it needs {wanted}, and the hub has none",
        hint=f"What `hub.dial` names ({named}) is no part of this mesh; to run it here, "
        f"give the hub a listener such as {door}.",
    )
