"""Where one broker's things lie and what it calls its neighbours.

A container and a process differ in a `Layout` and in nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

from mqttmesh.mesh import Broker, Directive, Endpoint, Listener, Trust

RUN = "/run/mqttmesh"
"""In a container: the tmpfs folder that the entrypoint fills and the broker reads."""

OBSERVATION_SOCKET = f"{RUN}/observation/socket"
"""Alone in a folder that the broker may write to; the rest of `RUN` is root's."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Paths and addresses of one broker, as its mosquitto.conf names them.

    Attributes:
        data: Folder of the persistence file, with a slash at its end.
        acl: The ACL of its listeners.
        observation_acl: The ACL of the observation socket.
        passwords: The password file.
        observation_socket: The unix socket that status and health checks use; at most 107 bytes (unix(7)).
        binds: For each listener the address it binds, or None for every one.
        certificate: The chain its TLS listeners show, or None.
        private_key: Its key, or None.
        client_cas: For each listener the authority whose certificates it requires, or None.
        addresses: What its bridge dials.
        bridge_trust: What its bridge believes: `bridge_cafile` or `bridge_capath`; None without TLS.
        bridge_certificate: The chain its bridge shows, or None.
        bridge_private_key: Its key, or None.
    """

    data: str
    acl: str
    observation_acl: str
    passwords: str
    observation_socket: str
    binds: tuple[str | None, ...]
    certificate: str | None
    private_key: str | None
    client_cas: tuple[str | None, ...]
    addresses: tuple[Endpoint, ...]
    bridge_trust: Directive | None
    bridge_certificate: str | None
    bridge_private_key: str | None


def container_layout(broker: Broker, trust: Trust) -> Layout:
    """The layout inside the official image; the entrypoint puts everything at these places."""
    bridge = broker.bridge
    return Layout(
        data="/mosquitto/data/",
        acl=f"{RUN}/acl",
        observation_acl=f"{RUN}/acl-observation",
        passwords=f"{RUN}/passwords",
        observation_socket=OBSERVATION_SOCKET,
        binds=tuple(_inside(listener) for listener in broker.listeners),
        certificate=f"{RUN}/tls/listener.crt" if broker.key_pair else None,
        private_key=f"{RUN}/tls/listener.key" if broker.key_pair else None,
        client_cas=tuple(
            f"{RUN}/client-ca/{index}.pem" if listener.client_ca else None
            for index, listener in enumerate(broker.listeners)
        ),
        addresses=bridge.addresses if bridge else (),
        bridge_trust=_trust(trust) if bridge and bridge.tls else None,
        bridge_certificate=f"{RUN}/tls/bridge.crt" if bridge and bridge.key_pair else None,
        bridge_private_key=f"{RUN}/tls/bridge.key" if bridge and bridge.key_pair else None,
    )


def _inside(listener: Listener) -> str | None:
    """A published port comes in on every address, unless only the container itself shall reach it."""
    loopback = listener.bind is not None and (listener.bind == "::1" or listener.bind.startswith("127."))
    return listener.bind if loopback else None


def _trust(trust: Trust) -> Directive:
    if trust.system:
        return Directive("bridge_capath", "/etc/ssl/certs")
    return Directive("bridge_cafile", f"{RUN}/trust.pem")
