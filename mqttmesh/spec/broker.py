"""What every broker may be told: under `defaults`, `hub` and each of `spokes`.

Every field may be left out or be `null`; `resolve` knows what holds then.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from mqttmesh.spec.base import Spec
from mqttmesh.spec.fault import fault
from mqttmesh.spec.scalars import (
    Address,
    Count,
    Duration,
    EnvironmentName,
    Filled,
    Flag,
    Image,
    Path,
    Port,
    Positive,
    Size,
    Template,
    TopicFilter,
    UserName,
)

MosquittoRelease = Literal["2.0", "2.1"]
LogType = Literal[
    "error", "warning", "notice", "information", "subscribe", "unsubscribe", "websockets", "debug"
]


class SecretSpec(Spec):
    """Where a secret is; never the secret itself."""

    env: EnvironmentName | None = None
    """Name of the environment variable that holds it."""
    file: Path | None = None
    """File that holds it, from the topology's folder."""

    @model_validator(mode="after")
    def _one_place(self) -> SecretSpec:
        if (self.env is None) == (self.file is None):
            raise fault("bad-secret", "a secret has exactly one place", "{env: NAME} or {file: secrets/NAME}")
        return self


class PairSpec(Spec):
    """A certificate chain and its private key, as a Let's Encrypt folder or as two files."""

    letsencrypt: Template | None = None
    """certbot's folder of this name, such as /etc/letsencrypt/live/mqtt.grid.example; with placeholders."""
    certificate: Template | None = None
    """PEM with the leaf first, then the intermediates. `{spoke}` and `{mesh}` are replaced."""
    private_key: Template | None = None
    """PEM with the leaf's private key, without a pass phrase. `{spoke}` and `{mesh}` are replaced."""

    @model_validator(mode="after")
    def _one_form(self) -> PairSpec:
        files = (self.certificate is not None) + (self.private_key is not None)
        if files != (0 if self.letsencrypt else 2):
            raise fault(
                "bad-pair",
                "a certificate comes as a Let's Encrypt folder or as two files",
                "{letsencrypt: FOLDER} or {certificate: FILE, private_key: FILE}",
            )
        return self


class AccessSpec(Spec):
    """Topic filters that somebody may read (subscribe to) and write (publish to)."""

    read: tuple[TopicFilter, ...] = ()
    """Topic filters that may be subscribed to."""
    write: tuple[TopicFilter, ...] = ()
    """Topic filters that may be published to."""


class UserSpec(AccessSpec):
    """An application or a device that logs in to a broker."""

    name: UserName
    """User name; `{spoke}` and `{mesh}` are replaced."""
    password: SecretSpec | None = None
    """Where its password is; by default secrets/BROKER/USER.password."""


class ListenerSpec(Spec):
    """A port on which a broker accepts clients."""

    port: Port
    """TCP port."""
    bind: Address | None = None
    """Address of the host to listen on; by default every one."""
    protocol: Literal["mqtt", "websockets"] = "mqtt"
    """MQTT over TCP, or over WebSockets."""
    tls: Flag = False
    """Speak TLS with the broker's certificate (`tls`)."""
    allow_anonymous: Flag = False
    """Accept clients without a user name; what they may do is `anonymous`."""
    client_ca: Template | None = None
    """Accept only clients with a certificate of this authority (PEM); its common name is the user name."""
    use_username_as_clientid: Flag = False
    """A client's id is its user name, whatever it asks for; always so where spokes come by certificate."""
    max_connections: Positive | None = None
    """Most clients at once; by default without limit."""


class PersistenceSpec(Spec):
    """What a broker keeps on disk: sessions, queued and retained messages."""

    enabled: Flag | None = None
    """Keep them at all. Default true."""
    autosave_interval: Duration | None = None
    """Time between two saves. Default 60s."""
    autosave_on_changes: Flag | None = None
    """Count `autosave_interval` in changes instead of seconds. Default false."""
    client_expiration: Duration | None = None
    """Forget sessions of clients that are away for longer. Default never."""


class QueueSpec(Spec):
    """How much a broker holds for each client session; both limits hold at once."""

    messages: Count | None = None
    """Messages queued above those in flight; 0 is without limit. Default 100000."""
    bytes: Size | None = None
    """Bytes queued above those in flight; 0B is without limit. Default 256MiB."""
    inflight_messages: Annotated[int, Field(ge=1, le=65535, strict=True)] | None = None
    """QoS 1 and 2 messages sent and not yet acknowledged. Default 20."""
    inflight_bytes: Size | None = None
    """Bytes sent and not yet acknowledged; 0B is without limit. Default 0B."""
    qos0: Flag | None = None
    """Queue QoS 0 messages too for clients that are away. Default false."""


class LimitsSpec(Spec):
    """What a broker refuses to go beyond."""

    packet_size: Size | None = None
    """Largest MQTT packet accepted. Default 2000000B, on bridges too."""
    memory: Size | None = None
    """Most memory of the broker, 0B is without limit; it refuses clients and messages above. Default 0B."""
    keepalive: Annotated[Duration, Field(ge=10, le=65535)] | None = None
    """Longest keep-alive that a client may ask for, 10s to 65535s. Default 65535s."""
    connections: Positive | None = None
    """Most clients of the whole broker at once; needs Mosquitto 2.1. By default without limit."""


class LogSpec(Spec):
    """What a broker writes to its log, which is its standard error."""

    types: tuple[LogType, ...] | None = None
    """Kinds of lines. Default error, warning, notice, information."""
    connections: Flag | None = None
    """Log clients that come and go. Default true."""


class ContainerSpec(Spec):
    """How Docker keeps a broker's container."""

    restart: Literal["no", "always", "unless-stopped", "on-failure"] | None = None
    """Restart policy. Default unless-stopped."""
    stop_grace_period: Duration | None = None
    """Time to save and stop before it is killed. Default 60s."""
    memory: Size | None = None
    """Most memory of the container. By default without limit."""
    cpus: Annotated[float, Field(gt=0.0, le=1024.0)] | None = None
    """Most processors it may use, such as 0.5. By default without limit."""
    log_size: Size | None = None
    """Size at which its log is rotated. Default 10MiB."""
    log_files: Positive | None = None
    """Rotated logs kept. Default 3."""


class ExtraConfigSpec(Spec):
    """Raw lines of mosquitto.conf. Nobody checks them: not this tool, not its rules."""

    unchecked: Literal[True]
    """Must be true: says that you know."""
    broker: tuple[Filled, ...] = ()
    """Lines for the whole broker, before its listeners."""
    bridge: tuple[Filled, ...] = ()
    """Lines of its bridge."""


class BrokerSpec(Spec):
    """What `defaults`, `hub` and each of `spokes` have in common."""

    image: Image | None = None
    """Container image. Default eclipse-mosquitto:2.1.2."""
    mosquitto: MosquittoRelease | None = None
    """Mosquitto's release; needed where the image's tag does not tell."""
    persistence: PersistenceSpec | None = None
    """What it keeps on disk."""
    queue: QueueSpec | None = None
    """How much it holds for each client session."""
    limits: LimitsSpec | None = None
    """What it refuses to go beyond."""
    log: LogSpec | None = None
    """What it writes to its log."""
    container: ContainerSpec | None = None
    """How Docker keeps its container."""
    listeners: tuple[ListenerSpec, ...] | None = None
    """Ports for clients. A spoke may have none: its bridge needs none."""
    tls: PairSpec | None = None
    """Certificate and key of its TLS listeners."""
    users: tuple[UserSpec, ...] | None = None
    """Applications and devices that log in with a password, or by certificate."""
    anonymous: AccessSpec | None = None
    """What anonymous clients may do. At a spoke, by default, what its bridge carries."""
    labels: dict[Filled, Filled] | None = None
    """Labels of your own; they become labels of the container."""
    extra_config: ExtraConfigSpec | None = None
    """Raw lines of mosquitto.conf, which nobody checks."""
