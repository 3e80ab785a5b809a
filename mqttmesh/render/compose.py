"""Compose files: the whole mesh on one machine, and each broker alone on its host."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from mqttmesh.errors import UsageError
from mqttmesh.mesh import Broker, Container, Listener, Mesh, Role
from mqttmesh.render.config import Origin
from mqttmesh.render.environment import compose_environment
from mqttmesh.render.mounts import Mount, mounted_pairs, secret_files, seen_from
from mqttmesh.render.places import CONTAINER

_HOSTS = 254  # of 256 addresses; .0 and .255 look like a network's own
MOST_BROKERS = 256 * _HOSTS
"""As many have an address of their own in 127.77.0.0/16."""


@dataclass(frozen=True, slots=True)
class ComposeSecret:
    """A file secret: its key in the file, its name in the container, its path."""

    key: str
    name: str
    file: str


@dataclass(frozen=True, slots=True)
class Service:
    """One broker as a Compose file has it."""

    name: str
    image: str
    container: Container
    labels: dict[str, str]
    ports: tuple[str, ...]
    mounts: tuple[Mount, ...]
    secrets: tuple[ComposeSecret, ...]
    aliases: tuple[str, ...]
    own_names: tuple[str, ...]

    @property
    def data(self) -> str:
        """Its volume."""
        return f"{self.name}-data"

    @property
    def stop_grace_period(self) -> str:
        """As Compose writes a duration."""
        return f"{self.container.stop_grace_period}s"

    @property
    def log_size(self) -> str:
        """In bytes; Docker's own units would be decimal here."""
        return str(self.container.log_size)

    @property
    def log_files(self) -> str:
        """Options of a log driver are texts."""
        return str(self.container.log_files)


@dataclass(frozen=True, slots=True)
class Composer:
    """Writes the Compose files of a mesh.

    Attributes:
        base: The way from the mesh's Compose file to the topology's folder.
        own_base: The same from each broker's own.
        names: What spokes dial, as far as those are names.
    """

    mesh: Mesh
    origin: Origin
    base: str
    own_base: str
    names: tuple[str, ...]

    @classmethod
    def of(cls, mesh: Mesh, origin: Origin, base: str) -> Composer:
        """For a tree that is written to a folder from which `base` leads to the topology's."""
        return cls(mesh, origin, base, ".." if base == "." else f"../{base}", _dialled_names(mesh))

    def whole(self, digests: Sequence[str]) -> bytes:
        """Every broker at its own loopback address; `digests` are those of the brokers, in their order.

        Raises:
            UsageError: There are not as many addresses.
        """
        if len(digests) > MOST_BROKERS:
            raise UsageError(f"a mesh has at most {MOST_BROKERS:,} brokers, this one has {len(digests):,}")
        first = 0 if self.mesh.hub else 1
        services = [
            self._service(broker, digest, self.base, f"./{broker.name}", host_address(index))
            for index, (broker, digest) in enumerate(zip(self.mesh.brokers, digests, strict=True), first)
        ]
        return self._rendered(services, project=self.mesh.name, alone="", brought=())

    def alone(self, broker: Broker, digest: str) -> bytes:
        """One broker, reached where its listeners bind."""
        service = self._service(broker, digest, self.own_base, ".", None)
        brought = (
            *(mount.source for mount in service.mounts[1:]),
            *(secret.file for secret in service.secrets),
        )
        project = f"{self.mesh.name}_{broker.name}"
        return self._rendered(
            [service], project=project, alone=broker.name, brought=tuple(dict.fromkeys(brought))
        )

    def _service(self, broker: Broker, digest: str, base: str, folder: str, address: str | None) -> Service:
        ours = broker.role is Role.HUB
        return Service(
            name=broker.name,
            image=broker.image,
            container=broker.container,
            labels={**broker.labels, **self._own_labels(broker, digest)},
            ports=tuple(published_ports(broker.listeners, address)),
            mounts=(Mount(folder, CONTAINER.folder), *_mounts(broker, base)),
            secrets=tuple(
                ComposeSecret(f"{broker.name}_{secret.name}", secret.name, seen_from(base, secret.file))
                for secret in secret_files(broker, self.mesh.name)
            ),
            aliases=self.names if ours and address else (),
            own_names=self.names if ours and broker.key_pair else (),
        )

    def _own_labels(self, broker: Broker, digest: str) -> dict[str, str]:
        return {
            "org.mqttmesh.mesh": self.mesh.name,
            "org.mqttmesh.broker": broker.name,
            "org.mqttmesh.role": broker.role.value,
            "org.mqttmesh.files": digest,
        }

    def _rendered(
        self, services: Sequence[Service], *, project: str, alone: str, brought: Sequence[str]
    ) -> bytes:
        template = compose_environment().get_template("docker-compose.yml.jinja")
        return template.render(
            origin=self.origin,
            places=CONTAINER,
            project=project,
            alone=alone,
            brought=brought,
            services=services,
            secrets=[secret for service in services for secret in service.secrets],
        ).encode()


def host_address(index: int) -> str:
    """The loopback address of a mesh's broker on this machine; the hub's index is 0."""
    block, host = divmod(index, _HOSTS)
    return f"127.77.{block}.{host + 1}"


def _mounts(broker: Broker, base: str) -> Iterator[Mount]:
    for pair in mounted_pairs(broker):
        for mount in pair.mounts:
            yield Mount(seen_from(base, mount.source), mount.target)


def published_ports(listeners: Sequence[Listener], address: str | None) -> Iterator[str]:
    """The published ports of a broker: at one address, or where each listener binds."""
    for listener in published(listeners):
        bind = _bind(listener.bind)
        host = address or (f"[{bind}]" if bind.version == 6 else str(bind))
        yield f"{host}:{listener.port}:{listener.port}"


def published(listeners: Sequence[Listener]) -> tuple[Listener, ...]:
    """Those that can be reached from outside the container: not those that bind loopback."""
    return tuple(listener for listener in listeners if not _bind(listener.bind).is_loopback)


@lru_cache(maxsize=256)  # most listeners of a mesh share one
def _bind(address: str | None) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    return ipaddress.ip_address(address or "0.0.0.0")


def _dialled_names(mesh: Mesh) -> tuple[str, ...]:
    """Every name that spokes dial: on one machine none of them may lead to another hub."""
    dialled = {endpoint for spoke in mesh.spokes if spoke.bridge for endpoint in spoke.bridge.addresses}
    hosts = {mesh.host, *(endpoint.host for endpoint in dialled)}
    return tuple(sorted(host.rstrip(".") for host in hosts if not _is_address(host)))


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
