"""The authored world: what may stand in a topology file."""

from mqttmesh.spec.bridge import BridgeSpec, TopicSpec
from mqttmesh.spec.broker import (
    AccessSpec,
    BrokerSpec,
    ExtraConfigSpec,
    ListenerSpec,
    PairSpec,
    SecretSpec,
    UserSpec,
)
from mqttmesh.spec.expect import ExpectSpec
from mqttmesh.spec.topology import AuthSpec, CertificateAuthSpec, HubKind, HubSpec, SpokeSpec, TopologySpec

__all__ = [
    "AccessSpec",
    "AuthSpec",
    "BridgeSpec",
    "BrokerSpec",
    "CertificateAuthSpec",
    "ExpectSpec",
    "ExtraConfigSpec",
    "HubKind",
    "HubSpec",
    "ListenerSpec",
    "PairSpec",
    "SecretSpec",
    "SpokeSpec",
    "TopicSpec",
    "TopologySpec",
    "UserSpec",
]
