"""Which secrets a mesh has, what they are called, and who uses each."""

from __future__ import annotations

from pathlib import Path

from mqttmesh.mesh import Broker, Mesh, SecretRef

STORE = "secrets"
"""The folder beside the topology where secrets are by default, and password files always."""


def password_file(broker: Broker) -> str:
    """A broker's password file, from the topology's folder."""
    return f"{STORE}/{broker.name}.passwords"


def secret_names(mesh: Mesh) -> dict[str, SecretRef]:
    """Every secret by the names people call it.

    `SPOKE` is what its bridge logs in with, `BROKER/USER` what a user of a broker does. What a spoke logs in
    with at our hub has both names.
    """
    bridges = {
        broker.name: broker.bridge.password
        for broker in mesh.brokers
        if broker.bridge is not None and broker.bridge.password is not None
    }
    accounts = {
        f"{broker.name}/{account.name}": account.password
        for broker in mesh.brokers
        for account in broker.accounts
    }
    return bridges | accounts


def references(mesh: Mesh) -> tuple[SecretRef, ...]:
    """Every reference once, in the order of `secret_names`."""
    return tuple(dict.fromkeys(secret_names(mesh).values()))


def logs_in_with(broker: Broker, ref: SecretRef) -> bool:
    """Whether a broker's bridge uses a secret."""
    return broker.bridge is not None and broker.bridge.password == ref


def lets_in_with(broker: Broker, ref: SecretRef) -> bool:
    """Whether a broker has an account with a secret."""
    return any(account.password == ref for account in broker.accounts)


def read_entries(path: Path) -> dict[str, str]:
    """A password file's entries by user, without their line ends; none where there is no file.

    Raises:
        OSError: It is there and cannot be read.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return {}
    lines = content.decode(errors="replace").split("\n")
    return {user: entry for user, colon, entry in (line.partition(":") for line in lines) if colon}
