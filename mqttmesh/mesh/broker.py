"""One Mosquitto broker, with nothing left to inherit, expand or default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from mqttmesh.mesh.bridge import Bridge
from mqttmesh.mesh.keys import KeyPair, SecretRef

Release = Literal["2.0", "2.1"]


class Role(StrEnum):
    """What a broker is in its mesh."""

    HUB = "hub"
    SPOKE = "spoke"


@dataclass(frozen=True, slots=True)
class Account:
    """A user name of a broker's password file, and where its password is."""

    name: str
    password: SecretRef


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
        use_username_as_clientid: Whether a client is known by its user name, not by the id that it gives.
    """

    port: int
    bind: str | None
    protocol: Literal["mqtt", "websockets"]
    tls: bool
    allow_anonymous: bool
    client_ca: str | None
    use_username_as_clientid: bool
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
