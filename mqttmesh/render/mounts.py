"""What a container is given from outside: key pairs, secrets, and the paths by which its host knows them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass

from mqttmesh.mesh import Broker, KeyPair
from mqttmesh.render.config import BRIDGE_PASSWORD
from mqttmesh.render.places import CONTAINER

PASSWORDS = "passwords"
"""Name of the secret that is a broker's password file."""


@dataclass(frozen=True, slots=True)
class Mount:
    """A folder of the host, from the topology's folder, and where the container sees it."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class MountedPair:
    """A certificate and its key, copied together at start: where from, and to which name."""

    name: str
    certificate: str
    private_key: str
    mounts: tuple[Mount, ...]


@dataclass(frozen=True, slots=True)
class SecretFile:
    """A secret of a broker: its name in the container, and its file, from the topology's folder."""

    name: str
    file: str


def mounted_pairs(broker: Broker, keys: str = CONTAINER.keys) -> Iterator[MountedPair]:
    """The pairs of a broker's listeners and of its bridge, as far as it has them, below `keys`."""
    if broker.key_pair:
        yield _mounted("listener", broker.key_pair, keys)
    if broker.bridge and broker.bridge.key_pair:
        yield _mounted("bridge", broker.bridge.key_pair, keys)


def _mounted(name: str, pair: KeyPair, keys: str) -> MountedPair:
    folder = f"{keys}/{name}"
    return _certbot(name, pair.letsencrypt, folder) if pair.letsencrypt else _two_files(name, pair, folder)


def _certbot(name: str, live: str, folder: str) -> MountedPair:
    """The links in `live` point to `../../archive/NAME`: both, under one parent, and no account keys."""
    lineage = posixpath.basename(live)
    archive = posixpath.join(posixpath.dirname(posixpath.dirname(live)), "archive", lineage)
    seen = f"{folder}/live/{lineage}"
    return MountedPair(
        name,
        f"{seen}/fullchain.pem",
        f"{seen}/privkey.pem",
        (Mount(live, seen), Mount(archive, f"{folder}/archive/{lineage}")),
    )


def _two_files(name: str, pair: KeyPair, folder: str) -> MountedPair:
    certificates, chain = posixpath.split(pair.certificate)
    keys, key = posixpath.split(pair.private_key)
    mounts = [Mount(certificates or ".", f"{folder}/certificate")]
    if keys == certificates:
        return MountedPair(name, f"{mounts[0].target}/{chain}", f"{mounts[0].target}/{key}", tuple(mounts))
    mounts.append(Mount(keys or ".", f"{folder}/private-key"))
    return MountedPair(name, f"{mounts[0].target}/{chain}", f"{mounts[1].target}/{key}", tuple(mounts))


def secret_files(broker: Broker, mesh: str) -> Iterator[SecretFile]:
    """The password file of who logs in to a broker, and what its bridge logs in with."""
    if broker.accounts:
        yield SecretFile(PASSWORDS, f"secrets/{broker.name}.passwords")
    if broker.bridge and broker.bridge.password:
        yield SecretFile(BRIDGE_PASSWORD, broker.bridge.password.path_in(mesh))


def seen_from(base: str, path: str) -> str:
    """A topology's path for a Compose file, from whose folder `base` leads to the topology's.

    The path keeps its form, since its folders may be links; a leading dot keeps Compose from reading `~`.
    """
    return path if path.startswith("/") else f"{base}/{path.removeprefix('./')}"
