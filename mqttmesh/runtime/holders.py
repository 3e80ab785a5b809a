"""Who holds the copy of a broker's pair here: a process's folder, or a container's watcher."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mqttmesh.errors import EnvironmentProblem
from mqttmesh.mesh import Broker, Mesh
from mqttmesh.runtime import processes
from mqttmesh.runtime.credentials import Credentials
from mqttmesh.runtime.docker import BrokerContainer, Daemon
from mqttmesh.runtime.places import places
from mqttmesh.runtime.renewal import Holder, Process, Watcher
from mqttmesh.runtime.stand_in import stand_in
from mqttmesh.runtime.state import KnownMesh, recall
from mqttmesh.runtime.status import ListenerStatus


@dataclass(frozen=True, slots=True)
class Running:
    """A broker that runs on this machine, and its listeners that show a certificate."""

    holder: Holder
    listeners: tuple[ListenerStatus, ...]


def find_running(mesh: Mesh, broker: Broker, folder: Path, credentials: Credentials) -> Running:
    """A broker that `mqttmesh up` started here, or that its own Compose file did.

    Raises:
        EnvironmentProblem: It does not run here.
    """
    place = places(folder, mesh.name)
    known = recall(place.state)
    if known is not None and known.engine == "native":
        pid = processes.running(place.run).get(broker.name)
        if pid is None:
            raise _not_running(mesh, broker)
        return Running(Process.of(place, broker.name, pid), _remembered(known, broker))
    daemon = Daemon.connect()
    container = daemon.find(mesh.name, broker.name)
    if container is None:
        raise _not_running(mesh, broker)
    if credentials.development:
        list(stand_in(mesh, place.state, credentials))  # what is mounted is a copy
    return Running(Watcher(daemon, container), _published(container, broker))


def _remembered(known: KnownMesh, broker: Broker) -> tuple[ListenerStatus, ...]:
    return tuple(door for door in known.brokers[broker.name].listeners if door.tls)


def _published(container: BrokerContainer, broker: Broker) -> tuple[ListenerStatus, ...]:
    return tuple(
        ListenerStatus(*container.published[listener.port], listener.protocol, listener.tls)
        for listener in broker.listeners
        if listener.tls and listener.port in container.published
    )


def _not_running(mesh: Mesh, broker: Broker) -> EnvironmentProblem:
    return EnvironmentProblem(
        f"{broker.name} of {mesh.name} does not run on this machine",
        hint="A broker reads its certificate when it starts: there is nothing to do before.",
    )
