"""A spoke's connection to the hub, and what it carries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mqttmesh.mesh.keys import KeyPair, SecretRef


@dataclass(frozen=True, slots=True)
class Directive:
    """One line of mosquitto.conf: an option's name, and its value as Mosquitto reads it."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a broker is reached: a host name or address, and a port."""

    host: str
    port: int

    def __str__(self) -> str:
        """As mosquitto.conf's `address` wants it; an IPv6 address needs no brackets there, but its port."""
        return f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class TopicRoute:
    """One `topic` line of a bridge."""

    filter: str
    direction: Literal["out", "in", "both"]
    qos: int
    local_prefix: str
    remote_prefix: str

    @property
    def local_filter(self) -> str:
        """The filter as the spoke's own clients see it."""
        return self.local_prefix + self.filter

    @property
    def remote_filter(self) -> str:
        """The filter as it stands at the hub."""
        return self.remote_prefix + self.filter

    @property
    def outward(self) -> bool:
        """Whether it carries messages from the spoke to the hub."""
        return self.direction != "in"

    @property
    def inward(self) -> bool:
        """Whether it carries messages from the hub to the spoke."""
        return self.direction != "out"


@dataclass(frozen=True, slots=True)
class Bridge:
    """A spoke's connection to the hub.

    Attributes:
        name: Mosquitto's `connection` name.
        addresses: What it dials, in order.
        username: User name at the hub; None to give none.
        password: Where its password is; None to give none.
        notification_topic: Topic at the spoke that says 1 while the link is up and 0 while it is not.
        tls: Whether it speaks TLS; it then verifies the hub against the mesh's trust.
        key_pair: What it proves itself with, or None.
        options: Its other options, in the order of mosquitto.conf(5).
        extra: Raw lines that nobody checked.
    """

    name: str
    addresses: tuple[Endpoint, ...]
    remote_clientid: str
    username: str | None
    password: SecretRef | None
    notification_topic: str
    tls: bool
    key_pair: KeyPair | None
    routes: tuple[TopicRoute, ...]
    options: tuple[Directive, ...]
    extra: tuple[str, ...] = ()

    @property
    def lazy(self) -> bool:
        """Whether it dials only when enough messages wait, so that to be disconnected is no fault."""
        return Directive("start_type", "lazy") in self.options
