"""Where a native broker's things lie: the one way in which its mosquitto.conf differs from a container's."""

from __future__ import annotations

from pathlib import Path

from mqttmesh.mesh import Broker, Directive, Endpoint
from mqttmesh.render import Layout
from mqttmesh.runtime.places import Places


def native_layout(
    broker: Broker, place: Places, address: str, dials: tuple[Endpoint, ...], trust: Path
) -> Layout:
    """The layout of one process.

    Args:
        broker: The broker.
        place: The folders of its mesh.
        address: Its loopback address; every listener binds it, whatever `bind` says for its host.
        dials: What its bridge dials.
        trust: PEM of what its bridge believes.
    """
    bridge, folder = broker.bridge, place.broker(broker.name)
    return Layout(
        data=f"{place.data}/{broker.name}/",
        acl=f"{folder}/acl",
        observation_acl=f"{folder}/acl-observation",
        passwords=f"{folder}/passwords",
        observation_socket=str(place.socket(broker.name)),
        binds=(address,) * len(broker.listeners),
        certificate=f"{folder}/listener.crt" if broker.key_pair else None,
        private_key=f"{folder}/listener.key" if broker.key_pair else None,
        client_cas=tuple(
            f"{folder}/client-ca-{index}.pem" if listener.client_ca else None
            for index, listener in enumerate(broker.listeners)
        ),
        addresses=dials,
        bridge_trust=Directive("bridge_cafile", str(trust)) if bridge and bridge.tls else None,
        bridge_certificate=f"{folder}/bridge.crt" if bridge and bridge.key_pair else None,
        bridge_private_key=f"{folder}/bridge.key" if bridge and bridge.key_pair else None,
    )
