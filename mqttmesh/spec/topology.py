"""The whole file: one hub, its spokes, and what crosses the bridges between them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from mqttmesh.spec.base import Spec
from mqttmesh.spec.bridge import BridgeSpec, TopicSpec
from mqttmesh.spec.broker import BrokerSpec, PairSpec
from mqttmesh.spec.expect import ExpectSpec
from mqttmesh.spec.fault import fault
from mqttmesh.spec.names import NAME_PATTERN, NAME_RULE, expand_name, is_name
from mqttmesh.spec.scalars import Endpoint, Filled, Flag, Host, Path, Template

HubKind = Literal[
    "mosquitto",
    "aws-iot",
    "azure-eventgrid",
    "azure-iothub",
    "hivemq-cloud",
    "emqx",
    "rabbitmq",
    "nats",
    "vernemq",
    "generic",
]


def _name(value: str) -> str:
    if not is_name(value):
        raise fault("bad-name", f"`{value}` is not a name", NAME_RULE)
    return value


def _name_or_range(value: str) -> str:
    try:
        expand_name(value)
    except ValueError as error:
        raise fault("bad-name", str(error), NAME_RULE) from None
    return value


Name = Annotated[Filled, AfterValidator(_name), Field(json_schema_extra={"pattern": f"^{NAME_PATTERN}$"})]
NameOrRange = Annotated[Filled, AfterValidator(_name_or_range)]


class ClientCaSpec(Spec):
    """The authority that issues the spokes' client certificates."""

    client_ca: Template
    """PEM of that authority; a private one, never a public one."""


class CertificateAuthSpec(Spec):
    """Spokes prove who they are by a client certificate."""

    certificate: ClientCaSpec
    """Which certificates are let in."""


class AuthSpec(Spec):
    """How spokes log in to the hub."""

    spokes: Literal["password", "certificate", "anonymous"] | CertificateAuthSpec = "password"
    """password, anonymous, or {certificate: {client_ca: FILE}}; for a foreign hub just certificate."""


class HubSpec(BrokerSpec):
    """The broker in the middle."""

    name: Name = "hub"
    """Name of its folder and service."""
    kind: HubKind = "mosquitto"
    """mosquitto is rendered here; every other kind is somebody else's, and only its spokes are rendered."""
    host: Host
    """Name that spokes dial; its certificate must carry it."""
    dial: tuple[Endpoint, ...] | None = Field(default=None, min_length=1)
    """host:port that spokes dial instead of `host` and the first TLS listener's port, in this order."""
    auth: AuthSpec | None = None
    """How spokes prove who they are."""


class SpokeSpec(BrokerSpec):
    """A broker at the edge, or a range of them."""

    name: NameOrRange
    """Name of its folder and service, or a range such as edge-{001..198}."""
    override: Flag = False
    """True to write one member of an earlier range again; it keeps what it does not say anew."""
    topics: tuple[TopicSpec, ...] | None = None
    """What its bridge carries, added to the mesh's own `topics`."""
    bridge: BridgeSpec | None = None
    """Options of its bridge, over the mesh's own `bridge`."""
    client_tls: PairSpec | None = None
    """Certificate and key its bridge shows to the hub; its common name is the spoke's name."""
    expect: ExpectSpec | None = None
    """What it is expected to bear, over the mesh's own `expect`."""


class TopologySpec(Spec):
    """A mesh of MQTT brokers: one hub, many spokes."""

    version: Literal[1]
    """Version of this file's format."""
    name: Name
    """Name of the mesh, and of the folder it is rendered to."""
    defaults: BrokerSpec | None = None
    """For hub and spokes; each may override any of it."""
    trust: tuple[Path, ...] = Field(default=("system",), min_length=1)
    """What a spoke believes when it dials the hub: `system`, and PEM files of other authorities."""
    hub: HubSpec
    """The broker that every spoke dials."""
    bridge: BridgeSpec | None = None
    """Options of every bridge."""
    topics: tuple[TopicSpec, ...] = ()
    """What every bridge carries."""
    expect: ExpectSpec | None = None
    """What every spoke is expected to bear, such as an outage of six hours."""
    spokes: tuple[SpokeSpec, ...] = Field(min_length=1)
    """The brokers at the edge."""
