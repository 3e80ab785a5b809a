"""Mesh → files in memory: everything that people commit. Pure: what is on disk comes in as arguments."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Iterator, Mapping

from mqttmesh.mesh import Broker, Mesh
from mqttmesh.render.compose import Composer
from mqttmesh.render.config import (
    BRIDGE_PASSWORD,
    PASSWORD_MARKER,
    Origin,
    render_acl,
    render_config,
    render_observation_acl,
)
from mqttmesh.render.entrypoint import Entrypoints, believes
from mqttmesh.render.environment import UnsafeTextError, template_root
from mqttmesh.render.layout import Layout, container_layout
from mqttmesh.render.tree import RenderedFile, RenderedTree

__all__ = [
    "BRIDGE_PASSWORD",
    "PASSWORD_MARKER",
    "Layout",
    "Origin",
    "RenderedFile",
    "RenderedTree",
    "UnsafeTextError",
    "container_layout",
    "files_digest",
    "public_pems",
    "render",
    "render_acl",
    "render_config",
    "render_observation_acl",
    "template_root",
]

_ATTRIBUTES = (
    b"# Made by mqttmesh: with other line ends these files were not what was rendered.\n* text eol=lf\n"
)


def render(mesh: Mesh, pems: Mapping[str, bytes], *, base: str = "..") -> dict[str, RenderedFile]:
    """Everything that is committed of a mesh, by path below the output folder.

    Args:
        mesh: The resolved mesh.
        pems: Public certificates in normal form, for each of `public_pems`.
        base: The way from the output folder to the topology's, such as `..`.

    Raises:
        UsageError: The mesh has more brokers than one machine has addresses for.
    """
    origin = Origin.of(mesh)
    composer, entrypoints = Composer.of(mesh, origin, base), Entrypoints(mesh, origin)
    trust = dict(_trust(mesh, pems))
    tree: dict[str, RenderedFile] = {}
    digests: list[str] = []
    for broker in mesh.brokers:
        files = {
            **_config(broker, container_layout(broker, mesh.trust), origin),
            "entrypoint.sh": RenderedFile(entrypoints.of(broker)),
            **(trust if believes(broker) else {}),
            **_client_cas(broker, pems),
        }
        digests.append(files_digest(files))
        files["docker-compose.yml"] = RenderedFile(composer.alone(broker, digests[-1]))
        tree.update({f"{broker.name}/{path}": file for path, file in files.items()})
    tree["docker-compose.yml"] = RenderedFile(composer.whole(digests))
    tree[".gitattributes"] = RenderedFile(_ATTRIBUTES)
    return tree


def public_pems(mesh: Mesh) -> tuple[str, ...]:
    """The certificates that are copied into the tree, as the topology writes their paths."""
    authorities = (listener.client_ca for broker in mesh.brokers for listener in broker.listeners)
    return tuple(dict.fromkeys((*mesh.trust.files, *filter(None, authorities))))


def _config(broker: Broker, layout: Layout, origin: Origin) -> dict[str, RenderedFile]:
    return {
        "mosquitto.conf": RenderedFile(render_config(broker, layout, origin)),
        "acl": RenderedFile(render_acl(broker, origin)),
        "acl-observation": RenderedFile(render_observation_acl(broker, origin)),
    }


def _trust(mesh: Mesh, pems: Mapping[str, bytes]) -> Iterator[tuple[str, RenderedFile]]:
    for index, path in enumerate(mesh.trust.files, 1):
        stem = posixpath.splitext(posixpath.basename(path))[0]
        name = re.sub(r"[^A-Za-z0-9_-]+", "-", stem)[:64] or "authority"
        yield f"trust/{index:02d}-{name}.pem", RenderedFile(pems[path])


def _client_cas(broker: Broker, pems: Mapping[str, bytes]) -> dict[str, RenderedFile]:
    return {
        f"client-ca/{index}.pem": RenderedFile(pems[listener.client_ca])
        for index, listener in enumerate(broker.listeners)
        if listener.client_ca
    }


def files_digest(files: Mapping[str, RenderedFile]) -> str:
    """Of all that a broker reads at start; Compose itself does not notice when a mounted file changes."""
    digest = hashlib.sha256()
    for path, file in sorted(files.items()):
        digest.update(f"{path}\0{len(file.content)}\0".encode())
        digest.update(file.content)
    return f"sha256:{digest.hexdigest()}"
