"""The resolved world: what is so, with nothing left to inherit, expand or default.

Plain frozen values; templates and engines see only these. Durations are seconds, sizes bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mqttmesh.mesh.bridge import Bridge, Directive, Endpoint, TopicRoute
from mqttmesh.mesh.broker import (
    Access,
    Account,
    Broker,
    Container,
    Grant,
    Limits,
    Listener,
    Log,
    Persistence,
    Queue,
    Release,
    Role,
)
from mqttmesh.mesh.keys import KeyPair, SecretRef

__all__ = [
    "Access",
    "Account",
    "Bridge",
    "Broker",
    "Container",
    "Directive",
    "Endpoint",
    "Grant",
    "KeyPair",
    "Limits",
    "Listener",
    "Log",
    "Mesh",
    "Persistence",
    "Queue",
    "Release",
    "Role",
    "SecretRef",
    "TopicRoute",
    "Trust",
]


@dataclass(frozen=True, slots=True)
class Trust:
    """What spokes believe when they dial the hub: the system's authorities, and PEM files."""

    system: bool
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mesh:
    """A whole mesh.

    Attributes:
        name: The mesh's name.
        topology: File name of the topology, without its folder.
        host: The name that spokes dial.
        kind: `mosquitto` for a hub of ours, else whose it is.
        hub: Our hub, or None where it is not ours.
        spokes: In the order in which they are written.
    """

    name: str
    topology: str
    host: str
    kind: str
    trust: Trust
    hub: Broker | None
    spokes: tuple[Broker, ...]

    @property
    def brokers(self) -> Iterator[Broker]:
        """The hub, if it is ours, then every spoke."""
        if self.hub is not None:
            yield self.hub
        yield from self.spokes
