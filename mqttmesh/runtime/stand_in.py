"""Development certificates in containers: what stands in for the topology's own, mounted in their place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from mqttmesh.mesh import Broker, Mesh, Trust
from mqttmesh.render import files_digest, public_pems, render
from mqttmesh.render.local import LocalService
from mqttmesh.render.mounts import Mount, MountedPair, mounted_pairs
from mqttmesh.render.places import CONTAINER
from mqttmesh.render.tree import RenderedFile
from mqttmesh.runtime.credentials import Credentials
from mqttmesh.runtime.outfit import put
from mqttmesh.write import write_tree

_ROOT, _CLIENT_ROOT = "root.pem", "client-root.pem"


def stand_in(mesh: Mesh, state: Path, credentials: Credentials) -> Iterator[LocalService]:
    """For each broker the folders to mount instead, written below `state`.

    Its configuration is rendered once more, believing the development authority alone; its keys come
    under the names that the committed files mount.
    """
    variant = _believing_development(mesh)
    tree = render(variant, {pem: credentials.development_root(pem) for pem in public_pems(variant)})
    config = {path: file for path, file in tree.items() if "/" in path}
    write_tree(config, state / "config", force=True)
    for broker in mesh.brokers:
        folder = Mount(str(state / "config" / broker.name), CONTAINER.folder)
        mounts = (folder, *_keys(broker, state, credentials))
        yield LocalService(broker.name, mounts, files_digest(_files_of(broker, config)))


def _believing_development(mesh: Mesh) -> Mesh:
    hub = _with_client_root(mesh.hub) if mesh.hub else None
    trust = Trust(system=False, files=(_ROOT,))
    return replace(mesh, trust=trust, hub=hub, spokes=tuple(map(_with_client_root, mesh.spokes)))


def _with_client_root(broker: Broker) -> Broker:
    listeners = tuple(
        replace(listener, client_ca=_CLIENT_ROOT) if listener.client_ca else listener
        for listener in broker.listeners
    )
    return replace(broker, listeners=listeners)


def _files_of(broker: Broker, config: dict[str, RenderedFile]) -> dict[str, RenderedFile]:
    """What a broker reads; its own Compose file is not part of it."""
    prefix = f"{broker.name}/"
    return {
        path.removeprefix(prefix): file
        for path, file in config.items()
        if path.startswith(prefix) and path != f"{prefix}docker-compose.yml"
    }


def _keys(broker: Broker, state: Path, credentials: Credentials) -> Iterator[Mount]:
    pairs = {"listener": credentials.listener_pair(broker), "bridge": credentials.bridge_pair(broker)}
    for mounted in mounted_pairs(broker):
        if (pair := pairs[mounted.name]) is not None:
            yield from _mounted(mounted, state / "keys" / broker.name / mounted.name, pair)


def _mounted(mounted: MountedPair, folder: Path, pair: tuple[bytes, bytes]) -> Iterator[Mount]:
    contents = dict(zip((mounted.certificate, mounted.private_key), pair, strict=True))
    folder.mkdir(parents=True, exist_ok=True)
    for index, mount in enumerate(mounted.mounts):
        prefix = f"{mount.target}/"
        files = {
            path.removeprefix(prefix): content
            for path, content in contents.items()
            if path.startswith(prefix)
        }
        put(folder / str(index), files, None)
        yield Mount(str(folder / str(index)), mount.target)
