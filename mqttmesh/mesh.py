"""The resolved world: what is so, with nothing left to inherit, expand or default.

Plain frozen values; templates and engines see only these. Durations are seconds, sizes bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Release = Literal["2.0", "2.1"]


class Role(StrEnum):
    """What a broker is in its mesh."""

    HUB = "hub"
    SPOKE = "spoke"


@dataclass(frozen=True, slots=True)
class SecretRef:
    """Where a secret is: an environment variable, or a file from the topology's folder."""

    env: str | None = None
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """A user name of a broker's password file, and where its password is."""

    name: str
    password: SecretRef


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A certificate chain (leaf first) and its private key, as paths from the topology's folder.

    `letsencrypt` is certbot's `live/NAME` folder where the pair comes from one.
    """

    certificate: str
    private_key: str
    letsencrypt: str | None = None


@dataclass(frozen=True, slots=True)
class Access:
    """Topic filters that may be read (subscribed to) and written (published to)."""

    read: tuple[str, ...] = ()
    write: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Grant:
    """What one user of a broker may do."""

    user: str
    access: Access


@dataclass(frozen=True, slots=True)
class Listener:
    """A port on which a broker accepts clients.

    Attributes:
        bind: The host's address it is reached at; None for every one.
        client_ca: PEM of the authority whose client certificates are required, or None.
    """

    port: int
    bind: str | None
    protocol: Literal["mqtt", "websockets"]
    tls: bool
    allow_anonymous: bool
    client_ca: str | None
    max_connections: int | None


@dataclass(frozen=True, slots=True)
class Persistence:
    """What a broker keeps on disk; `client_expiration` None is for ever."""

    enabled: bool
    autosave_interval: int
    autosave_on_changes: bool
    client_expiration: int | None


@dataclass(frozen=True, slots=True)
class Queue:
    """How much a broker holds for each client session."""

    messages: int
    bytes: int
    inflight_messages: int
    inflight_bytes: int
    qos0: bool


@dataclass(frozen=True, slots=True)
class Limits:
    """What a broker refuses to go beyond; None and a memory of 0 are no limit."""

    packet_size: int
    memory: int
    keepalive: int
    connections: int | None


@dataclass(frozen=True, slots=True)
class Log:
    """What a broker writes to its log."""

    types: tuple[str, ...]
    connections: bool


@dataclass(frozen=True, slots=True)
class Container:
    """How Docker keeps a broker's container."""

    restart: str
    stop_grace_period: int
    memory: int | None
    cpus: float | None
    log_size: int
    log_files: int


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


@dataclass(frozen=True, slots=True)
class Broker:
    """One resolved Mosquitto broker.

    Attributes:
        accounts: Who logs in with a password: users, and at a hub the spokes.
        anonymous: What clients without a user name may do.
        grants: What each user may do, in the order of `accounts` and certificates.
        labels: The user's own labels.
        extra: Raw lines that nobody checked.
    """

    name: str
    role: Role
    image: str
    release: Release
    listeners: tuple[Listener, ...]
    key_pair: KeyPair | None
    accounts: tuple[Account, ...]
    anonymous: Access
    grants: tuple[Grant, ...]
    persistence: Persistence
    queue: Queue
    limits: Limits
    log: Log
    container: Container
    labels: Mapping[str, str]
    bridge: Bridge | None = None
    extra: tuple[str, ...] = ()


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
