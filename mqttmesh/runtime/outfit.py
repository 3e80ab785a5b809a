"""What a native broker reads: its files, with the secrets in them, kept from everybody else."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from mqttmesh.errors import naming
from mqttmesh.mesh import Broker, Endpoint
from mqttmesh.render import PASSWORD_MARKER, Origin, render_acl, render_config, render_observation_acl
from mqttmesh.runtime.credentials import Credentials
from mqttmesh.runtime.layout import native_layout
from mqttmesh.runtime.places import Places
from mqttmesh.runtime.processes import CONFIGURATION
from mqttmesh.secrets import read_secret

RELOADABLE = frozenset({"acl", "acl-observation", "passwords"})
"""Files that a broker reads again at SIGHUP; for all others it must start anew (mosquitto.conf(5))."""

_STARTED = "started"
"""There while the broker that runs has read these very files."""


def outfit(
    broker: Broker,
    place: Places,
    folder: Path,
    origin: Origin,
    address: str,
    dials: tuple[Endpoint, ...],
    trust: Path,
    credentials: Credentials,
    passwords: bytes,
) -> dict[str, bytes]:
    """Every file that a broker reads, by name."""
    layout = native_layout(broker, place, address, dials, trust)
    config = render_config(broker, layout, origin)
    if broker.bridge and broker.bridge.password:
        secret = read_secret(broker.bridge.password, folder)
        config = config.replace(PASSWORD_MARKER.encode(), secret.encode())
    files = {
        CONFIGURATION: config,
        "acl": render_acl(broker, origin),
        "acl-observation": render_observation_acl(broker, origin),
        **({"passwords": passwords} if broker.accounts else {}),
    }
    for kind, pair in (
        ("listener", credentials.listener_pair(broker)),
        ("bridge", credentials.bridge_pair(broker)),
    ):
        if pair is not None:
            files[f"{kind}.crt"], files[f"{kind}.key"] = pair
    for index, listener in enumerate(broker.listeners):
        if listener.client_ca:
            files[f"client-ca-{index}.pem"] = credentials.client_ca(listener.client_ca)
    return files


def differing(folder: Path, files: Mapping[str, bytes]) -> frozenset[str] | None:
    """Which files differ from those that the broker in this folder has read; None when it has read none."""
    if not (folder / _STARTED).exists():
        return None
    return frozenset(
        name for name in {*files, *_present(folder)} if files.get(name) != _content(folder / name)
    )


def put(folder: Path, files: Mapping[str, bytes], user: tuple[int, int] | None) -> None:
    """Make a broker's folder hold these files, each its own and nobody else's."""
    (folder / _STARTED).unlink(missing_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    for name in _present(folder) - files.keys():
        (folder / name).unlink()
    for name, content in files.items():
        _write(folder / name, content, user)
    if user:
        os.chown(folder, *user)


def read_pair(folder: Path, kind: str) -> tuple[bytes, bytes]:
    """Chain and key that the broker in a folder reads, of its listeners or of its bridge."""
    return (folder / f"{kind}.crt").read_bytes(), (folder / f"{kind}.key").read_bytes()


def replace_pair(folder: Path, kind: str, pair: tuple[bytes, bytes], user: tuple[int, int] | None) -> None:
    """Put another chain and key there: both before the broker is told, or it would find no pair."""
    chain, key = pair
    _write(folder / f"{kind}.crt", chain, user)
    _write(folder / f"{kind}.key", key, user)


def replace_public(path: Path, content: bytes) -> None:
    """Make a file that every broker may read hold this, whole or not at all, whatever the umask."""
    staged = path.with_name(f".{path.name}.new")
    with naming(path):
        staged.write_bytes(content)
    staged.chmod(0o644)
    staged.replace(path)


def mark_started(folder: Path) -> None:
    """Note that a process is about to read what lies here."""
    (folder / _STARTED).touch(mode=0o600)


def remove(folder: Path) -> None:
    """Remove a folder and all that is in it."""
    shutil.rmtree(folder, ignore_errors=True)


def _present(folder: Path) -> set[str]:
    return {entry.name for entry in os.scandir(folder) if entry.is_file(follow_symlinks=False)} - {_STARTED}


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _write(path: Path, content: bytes, user: tuple[int, int] | None) -> None:
    staged = path.with_name(f".{path.name}.new")
    handle = os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with naming(path), os.fdopen(handle, "wb") as file:
        file.write(content)
        if user:
            os.fchown(handle, *user)
    staged.replace(path)
