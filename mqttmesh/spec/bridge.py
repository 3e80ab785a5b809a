"""What a spoke's bridge may be told, in Mosquitto's words (mosquitto.conf(5), "Configuring Bridges")."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from mqttmesh.spec.base import Spec
from mqttmesh.spec.broker import SecretSpec
from mqttmesh.spec.scalars import (
    Address,
    Duration,
    Filled,
    Flag,
    Positive,
    Prefix,
    RouteFilter,
    Size,
    Template,
    UserName,
)

Direction = Literal["out", "in", "both"]


class TopicSpec(Spec):
    """One `topic` line of a bridge: what it carries, which way, and how it is renamed."""

    filter: RouteFilter
    """Topic filter, without the prefixes; empty to map one topic to another by its prefixes."""
    direction: Direction = "out"
    """Seen from the spoke: out to the hub, in from it, or both."""
    qos: Literal[0, 1, 2] = 1
    """Quality of service of the bridge; 0 loses messages whenever the link is down."""
    local_prefix: Prefix = ""
    """Stands before the topic on the spoke only. `{spoke}` and `{mesh}` are replaced."""
    remote_prefix: Prefix = ""
    """Stands before the topic on the hub only. `{spoke}` and `{mesh}` are replaced."""


class RestartSpec(Spec):
    """How long a bridge waits before it dials again; random between base and cap."""

    base: Annotated[Duration, Field(ge=1, le=3600)] | None = None
    """Shortest wait, 1s to 1h. Default 5s."""
    cap: Annotated[Duration, Field(ge=1, le=7200)] | None = None
    """Longest wait, at most 2h. Default 60s."""
    stable: Duration | None = None
    """A connection that held this long starts again from base; needs Mosquitto 2.1."""


class TcpKeepaliveSpec(Spec):
    """Probes of the operating system on an idle connection."""

    idle: Duration
    """Idle time before the first probe."""
    interval: Duration
    """Time between two probes."""
    count: Positive
    """Probes without an answer before the connection is dropped."""


class BridgeSpec(Spec):
    """Options of bridges: of every one, or of one spoke's."""

    protocol: Literal["mqttv31", "mqttv311", "mqttv50"] | None = None
    """Protocol version. Default mqttv311."""
    keepalive: Annotated[Duration, Field(ge=5, le=65535)] | None = None
    """Time between pings, 5s to 65535s. Default 30s."""
    restart: RestartSpec | None = None
    """How long it waits before it dials again."""
    start_type: Literal["automatic", "lazy", "once"] | None = None
    """When it dials: always, when `threshold` messages wait, or once. Default automatic."""
    idle_timeout: Duration | None = None
    """With start_type lazy: hang up after this time without a message. Default 60s."""
    threshold: Positive | None = None
    """With start_type lazy: dial when this many messages wait. Default 10."""
    round_robin: Flag | None = None
    """With several addresses: stay with each in turn, rather than return to the first. Default false."""
    cleansession: Flag | None = None
    """Forget queue and subscriptions when the link goes. Default false."""
    local_cleansession: Flag | None = None
    """The same for the spoke's own side. By default as `cleansession`."""
    name: Annotated[UserName, Field(max_length=128)] | None = None
    """The `connection` name. Default {mesh}.{spoke}."""
    remote_clientid: UserName | None = None
    """Client id at the hub. Default {mesh}.{spoke}."""
    local_clientid: UserName | None = None
    """Client id at the spoke. Default local.{mesh}.{spoke}."""
    username: Template | None = None
    """User name at the hub. Default {spoke}."""
    password: SecretSpec | None = None
    """Where its password is. Default secrets/SPOKE.password."""
    notifications_local_only: Flag | None = None
    """Tell only the spoke, not the hub, whether the link is up. Default false."""
    notification_topic: Template | None = None
    """Topic of that message. Default $SYS/broker/connection/CLIENTID/state."""
    try_private: Flag | None = None
    """Tell the hub that a bridge is calling, so that it does not echo. Default true."""
    attempt_unsubscribe: Flag | None = None
    """Unsubscribe from what is not wanted any more. Default true."""
    outgoing_retain: Flag | None = None
    """Keep the retain flag of what goes out. Default true."""
    max_packet_size: Size | None = None
    """Largest packet sent over the link. Default the hub's `limits.packet_size`."""
    bind_address: Address | None = None
    """Address of the spoke from which it dials."""
    tls: Flag | None = None
    """Speak TLS. Default true; false sends everything, passwords too, in clear."""
    tls_version: Literal["tlsv1.2", "tlsv1.3"] | None = None
    """Only this version of TLS. By default 1.2 and later."""
    alpn: Filled | None = None
    """Application protocol asked for in the TLS handshake, such as x-amzn-mqtt-ca."""
    insecure: Flag | None = None
    """Do not check the name in the hub's certificate: a trusted one of any name will do. Default false."""
    require_ocsp: Flag | None = None
    """Refuse a hub that staples no OCSP answer. Default false."""
    ciphers: Filled | None = None
    """OpenSSL cipher list of TLS 1.2; needs Mosquitto 2.1."""
    ciphers_tls13: Filled | None = None
    """OpenSSL cipher suites of TLS 1.3; needs Mosquitto 2.1."""
    max_topic_alias: Annotated[int, Field(ge=0, le=65535, strict=True)] | None = None
    """MQTT 5 topic aliases; needs Mosquitto 2.1."""
    receive_maximum: Annotated[int, Field(ge=1, le=65535, strict=True)] | None = None
    """MQTT 5 messages in flight towards the spoke; needs Mosquitto 2.1."""
    session_expiry_interval: Duration | None = None
    """MQTT 5: how long the hub keeps the session of a spoke that is away; needs Mosquitto 2.1."""
    tcp_keepalive: TcpKeepaliveSpec | None = None
    """Probes on an idle connection; needs Mosquitto 2.1."""
    tcp_user_timeout: Duration | None = None
    """Drop the connection when sent data is unacknowledged for so long; needs Mosquitto 2.1."""
    reload_type: Literal["lazy", "immediate"] | None = None
    """When a reload takes effect; immediate drops the link at every reload. Needs Mosquitto 2.1."""
