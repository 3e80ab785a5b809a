"""Topologies written out in tests, and what they resolve to."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from mqttmesh.load import Topology, load
from mqttmesh.mesh import Broker, Mesh, Release
from mqttmesh.resolve import resolve

HEAD = """\
version: 1
name: grid
"""
HUB = """\
hub:
  host: mqtt.grid.example
  listeners: [{port: 8883, tls: true}]
  tls: {letsencrypt: /etc/letsencrypt/live/mqtt.grid.example}
"""
TOPICS = """\
topics:
  - {filter: "sensors/#", remote_prefix: "sites/{spoke}/"}
  - {filter: "commands/#", direction: in, remote_prefix: "sites/{spoke}/"}
"""
SPOKE = """\
spokes: [{name: edge-1}]
"""


def written(folder: Path, *parts: str) -> Topology:
    """A topology file made of parts; the usual head, hub, topics and spoke stand in for those not given."""
    text = "".join(dedent(part) for part in parts)
    for key, usual in (("version:", HEAD), ("hub:", HUB), ("topics:", TOPICS), ("spokes:", SPOKE)):
        if not any(line.startswith(key) for line in text.splitlines()):
            text += usual
    path = folder / "grid.yaml"
    path.write_text(text, encoding="utf-8")
    return load(path)


def resolved(folder: Path, *parts: str, release: Release | None = None) -> Mesh:
    """The mesh of a topology made of parts."""
    return resolve(written(folder, *parts), release=release)


def broker(mesh: Mesh, name: str) -> Broker:
    """One broker of a mesh."""
    return next(broker for broker in mesh.brokers if broker.name == name)
