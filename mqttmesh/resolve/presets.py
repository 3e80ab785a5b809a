"""Hubs that are not ours: what each demands of a bridge. A new kind is a new row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from mqttmesh.spec import HubKind

Proof = Literal["password", "certificate", "anonymous"]

# A broker that is not Mosquitto knows neither the bridge bit in the protocol level
# nor our state topic, and some hang up on either.
_FOREIGN: Mapping[str, Any] = {
    "try_private": False,
    "notifications_local_only": True,
    "attempt_unsubscribe": False,
}


@dataclass(frozen=True, slots=True)
class Preset:
    """One kind of hub.

    Attributes:
        title: Its name, as its makers write it.
        defaults: Bridge options that suit it; the topology may say otherwise.
        demands: Option → why nothing else works there; the topology may not say otherwise.
        proofs: How a spoke can log in; the first is the default.
        highest_qos: Above it, the hub refuses or drops the link.
        echoes: Whether it sends a bridge's own messages back to it over MQTT 3.1.1.
        inflight: Most unacknowledged messages it takes, or None.
    """

    title: str
    defaults: Mapping[str, Any] = field(default_factory=dict)
    demands: Mapping[str, str] = field(default_factory=dict)
    proofs: tuple[Proof, ...] = ("password", "certificate", "anonymous")
    highest_qos: int = 2
    port: int = 8883
    echoes: bool = True
    inflight: int | None = None

    @property
    def options(self) -> dict[str, Any]:
        """Every bridge option that this kind presets."""
        return {**_FOREIGN, **self.defaults}


_NO_PRIVATE = "it refuses the protocol level of a bridge"
_NO_STATE = "it does not take messages on $SYS"

PRESETS: Mapping[HubKind, Preset] = {
    "aws-iot": Preset(
        "AWS IoT Core",
        {
            "remote_clientid": "{spoke}",
            "username": None,
            "max_packet_size": 128 * 1024,
            "outgoing_retain": False,
            "keepalive": 60,
        },
        {"try_private": _NO_PRIVATE, "notifications_local_only": _NO_STATE},
        proofs=("certificate",),
        highest_qos=1,
    ),
    "azure-eventgrid": Preset(
        "Azure Event Grid",
        {
            "protocol": "mqttv50",
            "remote_clientid": "{spoke}",
            "outgoing_retain": False,
            "max_packet_size": 512 * 1024,
        },
        {"notifications_local_only": _NO_STATE},
        proofs=("certificate",),
        highest_qos=1,
        echoes=False,
    ),
    "azure-iothub": Preset(
        "Azure IoT Hub",
        {
            "remote_clientid": "{spoke}",
            "username": "{host}/{spoke}/?api-version=2021-04-12",
            "outgoing_retain": False,
            "max_packet_size": 256 * 1024,
        },
        {
            "protocol": "it speaks MQTT 3.1.1",
            "try_private": _NO_PRIVATE,
            "notifications_local_only": _NO_STATE,
        },
        proofs=("password", "certificate"),
        highest_qos=1,
    ),
    "hivemq-cloud": Preset(
        "HiveMQ Cloud", {}, {"try_private": _NO_PRIVATE}, proofs=("password",), inflight=10
    ),
    "emqx": Preset("EMQX"),
    "rabbitmq": Preset(
        "RabbitMQ",
        {},
        {"try_private": _NO_PRIVATE, "notifications_local_only": _NO_STATE},
        highest_qos=1,
    ),
    "nats": Preset(
        "NATS",
        {},
        {"protocol": "it speaks MQTT 3.1.1", "try_private": _NO_PRIVATE},
        highest_qos=1,
    ),
    "vernemq": Preset("VerneMQ", {}, {"try_private": _NO_PRIVATE}),
    "generic": Preset("a broker of another kind"),
}
