"""mosquitto.conf and the ACL files: the same for a container and for a native process, but for the Layout."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from mqttmesh import topic
from mqttmesh.mesh import Access, Broker, Mesh
from mqttmesh.render.environment import conf_environment
from mqttmesh.render.layout import Layout

BRIDGE_PASSWORD = "bridge-password"
"""Name of the secret that a spoke's bridge logs in with."""

PASSWORD_MARKER = f"@secret:{BRIDGE_PASSWORD}@"
"""Stands in a rendered mosquitto.conf as the whole value of `remote_password`; replaced at start."""


@dataclass(frozen=True)
class Origin:
    """What a rendered file says of where it comes from, in one printable line each."""

    mesh: str
    source: str

    @classmethod
    def of(cls, mesh: Mesh) -> Origin:
        """The origin of everything that is rendered for a mesh."""
        return cls(mesh.name, mesh.topology)

    @cached_property
    def topology(self) -> str:
        """The topology's file name; one with control characters is written out as Python would."""
        return self.source if self.source.isprintable() else ascii(self.source)

    @cached_property
    def command(self) -> str:
        """The command that renders it again."""
        return f"mqttmesh render {shlex.quote(self.topology)}"


@dataclass(frozen=True, slots=True)
class Permission:
    """One line of an ACL."""

    verb: str
    filter: str


def render_config(broker: Broker, layout: Layout, origin: Origin) -> bytes:
    """A broker's mosquitto.conf; `PASSWORD_MARKER` stands where a password has to."""
    return _rendered(
        "mosquitto.conf.jinja",
        broker=broker,
        layout=layout,
        origin=origin,
        listeners=zip(
            broker.listeners,
            _places(broker, layout),
            _domains(broker, layout),
            layout.client_cas,
            strict=True,
        ),
        bridge=broker.bridge,
        password_marker=PASSWORD_MARKER,
    )


def render_acl(broker: Broker, origin: Origin) -> bytes:
    """What anonymous clients and each user may read and write; everything else is denied."""
    opens = any(listener.allow_anonymous for listener in broker.listeners)
    return _rendered(
        "acl.jinja",
        broker=broker,
        origin=origin,
        anonymous=_permissions(broker.anonymous) if opens else [],
        users=[(grant.user, _permissions(grant.access)) for grant in broker.grants],
    )


def render_observation_acl(broker: Broker, origin: Origin) -> bytes:
    """What the observation socket may read: `$SYS`, and whether the bridge is connected."""
    topics = ["$SYS/#"]
    if broker.bridge and not topic.matches("$SYS/#", broker.bridge.notification_topic):
        topics.append(broker.bridge.notification_topic)
    return _rendered("acl-observation.jinja", broker=broker, origin=origin, topics=topics)


def _places(broker: Broker, layout: Layout) -> Iterator[str]:
    for listener, bind in zip(broker.listeners, layout.binds, strict=True):
        yield f"{listener.port} {bind}" if bind else str(listener.port)


def _domains(broker: Broker, layout: Layout) -> Iterator[str | None]:
    """The one kind of address that a listener may open, where that has to be said.

    The WebSockets of Mosquitto 2.0 open every address of the machine instead of the IPv4 one they are told,
    unless they may not do IPv6; an IPv6 one they keep to.
    """
    for listener, bind in zip(broker.listeners, layout.binds, strict=True):
        confined = listener.protocol == "websockets" and bind is not None and ":" not in bind
        yield "ipv4" if confined else None


def _permissions(access: Access) -> list[Permission]:
    verbs = dict.fromkeys(access.read, "read")
    for wanted in access.write:
        verbs[wanted] = "readwrite" if verbs.get(wanted, "write") != "write" else "write"
    return [Permission(verb, wanted) for wanted, verb in verbs.items()]


def _rendered(name: str, **values: object) -> bytes:
    return conf_environment().get_template(name).render(values).encode()
