"""Topologies rendered in tests, and what they render read back without the templates' help."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from mqttmesh.load import load
from mqttmesh.mesh import Mesh
from mqttmesh.render import RenderedTree, public_pems, render
from mqttmesh.resolve import resolve

REPOSITORY = Path(__file__).parents[2]
TOPOLOGIES = REPOSITORY / "topologies"
EXAMPLES = sorted(str(path.relative_to(TOPOLOGIES).with_suffix("")) for path in TOPOLOGIES.rglob("*.yaml"))

Directives = list[tuple[str, str]]


def example(name: str) -> Mesh:
    """The mesh of an example topology."""
    return resolve(load(TOPOLOGIES / f"{name}.yaml"))


def rendered_example(name: str) -> RenderedTree:
    """The tree of an example topology, as `mqttmesh render` makes it beside its file."""
    return rendered(example(name), (TOPOLOGIES / name).parent)


def rendered(mesh: Mesh, folder: Path) -> RenderedTree:
    """A mesh's tree, its certificates read from the topology's folder."""
    return render(mesh, {pem: (folder / pem).read_bytes() for pem in public_pems(mesh)}, base="..")


def text_of(tree: RenderedTree, path: str) -> str:
    """One rendered file."""
    return tree[path].content.decode()


def directives(text: str) -> Directives:
    """A mosquitto.conf or ACL as Mosquitto reads it: comments and blank lines left out, names and values."""
    lines = (line for line in text.split("\n") if line and not line.startswith("#"))
    return [(name, value) for name, _, value in (line.partition(" ") for line in lines)]


def values(text: str, name: str) -> list[str]:
    """What a mosquitto.conf says of one option, each time it does."""
    return [value for option, value in directives(text) if option == name]


def interpolated(value: Any) -> Any:
    """A Compose file's data once Compose has replaced `$$`; a lone `$` would be a variable, and fails."""
    if isinstance(value, dict):
        return {key: interpolated(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [interpolated(inner) for inner in value]
    if isinstance(value, str):
        assert value.count("$") == 2 * value.count("$$"), value
        return value.replace("$$", "$")
    return value


def compose_data(tree: RenderedTree, path: str = "docker-compose.yml") -> Any:
    """A Compose file as Compose reads it."""
    return interpolated(yaml.safe_load(text_of(tree, path)))
