"""Who holds the copy of a broker's pair here: a process's folder, or a container's watcher."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mqttmesh.errors import EnvironmentProblem
from mqttmesh.mesh import Broker, Mesh
from mqttmesh.render.layout import RUN
from mqttmesh.render.places import CONTAINER
from mqttmesh.runtime import processes
from mqttmesh.runtime.credentials import Credentials
from mqttmesh.runtime.docker import BrokerContainer, Daemon
from mqttmesh.runtime.follow import last_lines
from mqttmesh.runtime.outfit import read_pair, replace_pair
from mqttmesh.runtime.places import PROJECT_FILE, Places, places
from mqttmesh.runtime.processes import CONFIGURATION
from mqttmesh.runtime.renewal import Holder, Pair
from mqttmesh.runtime.stand_in import stand_in
from mqttmesh.runtime.state import KnownMesh, recall
from mqttmesh.runtime.status import ListenerStatus


@dataclass(frozen=True, slots=True)
class Process:
    """The holder of a broker that is a process: its folder is ours."""

    place: Places
    name: str
    pid: int
    before: Pair

    @classmethod
    def of(cls, place: Places, name: str, pid: int) -> Process:
        """With the pair that it reads now."""
        return cls(place, name, pid, read_pair(place.broker(name), "listener"))

    def swap(self, pair: Pair) -> None:
        """See `Holder`."""
        replace_pair(self.place.broker(self.name), "listener", pair, self.place.user)
        processes.reload(self.pid)

    def take_back(self) -> None:
        """See `Holder`."""
        self.swap(self.before)

    def said(self) -> Sequence[str]:
        """See `Holder`."""
        return last_lines(self.place.log(self.name))

    def client_authority(self, index: int) -> bytes | None:
        """See `Holder`."""
        return (self.place.broker(self.name) / f"client-ca-{index}.pem").read_bytes()

    def believed(self, mesh: Mesh) -> bytes | None:
        """See `Holder`."""
        for spoke in mesh.spokes:
            config = self.place.broker(spoke.name) / CONFIGURATION
            for line in config.read_text().splitlines() if config.exists() else ():
                if line.startswith("bridge_cafile "):
                    return Path(line.partition(" ")[2]).read_bytes()
        return None


@dataclass(frozen=True, slots=True)
class Watcher:
    """The holder of a broker in a container: its entrypoint's watcher, which reads the mounted pair."""

    daemon: Daemon
    container: BrokerContainer

    def swap(self, pair: Pair) -> None:
        """See `Holder`."""
        self._ask("renew")

    def take_back(self) -> None:
        """See `Holder`."""
        self._ask("back")

    def said(self) -> Sequence[str]:
        """See `Holder`."""
        lines = self.daemon.last_lines(self.container, 40)
        return [line for line in lines if line.startswith("mqttmesh: ")][-3:] or lines[-8:]

    def client_authority(self, index: int) -> bytes | None:
        """See `Holder`."""
        return self._content(f"{RUN}/client-ca/{index}.pem")

    def believed(self, mesh: Mesh) -> bytes | None:
        """See `Holder`; bridges of this mesh start with what its hub starts with, to prove pairs by."""
        return self._content(f"{RUN}/trust.pem") or self._content(f"{CONTAINER.hashed}/ca-certificates.crt")

    def _content(self, file: str) -> bytes | None:
        code, content = self.daemon.run_in(self.container, ["cat", file])
        return content.encode() if code == 0 else None

    def _ask(self, what: str) -> None:
        """Leave a word for the watcher; by a move, or it could find the file before the word is in it."""
        said = f"echo {what} >{RUN}/asking && mv -f {RUN}/asking {RUN}/asked"
        self.daemon.run_in(self.container, ["sh", "-c", said])


@dataclass(frozen=True, slots=True)
class Running:
    """A broker that runs on this machine.

    Attributes:
        listeners: Those that show a certificate.
        release: Its version of Mosquitto, at least as far as 2.0 or 2.1.
    """

    holder: Holder
    listeners: tuple[ListenerStatus, ...]
    release: str

    @property
    def reloading(self) -> tuple[ListenerStatus, ...]:
        """Those that read their certificate again at SIGHUP."""
        return tuple(door for door in self.listeners if door not in self.unmoved)

    @property
    def unmoved(self) -> tuple[ListenerStatus, ...]:
        """Those that do not: 2.0 leaves its WebSockets to libwebsockets, which reads a certificate once."""
        old = self.release.startswith("2.0")
        return tuple(door for door in self.listeners if old and door.protocol == "websockets")


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
        return Running(Process.of(place, broker.name, pid), _remembered(known, broker), known.release)
    daemon = Daemon.connect()
    container = _container(daemon, place, mesh, broker, known)
    if credentials.development:
        list(stand_in(mesh, place.state, credentials))  # what is mounted is a copy
    return Running(Watcher(daemon, container), _published(container, broker), broker.release)


def listeners_here(mesh: Mesh, folder: Path) -> dict[str, tuple[ListenerStatus, ...]]:
    """The TLS listeners of every broker that runs on this machine, as `find_running` finds it."""
    known = recall(places(folder, mesh.name).state)
    if known is not None:
        return {
            broker.name: _remembered(known, broker) for broker in mesh.brokers if broker.name in known.brokers
        }
    try:
        daemon = Daemon.connect()
    except EnvironmentProblem:
        return {}  # then no container of theirs runs here
    found = [(broker, daemon.find(mesh.name, broker.name)) for broker in mesh.brokers if broker.key_pair]
    return {
        broker.name: _published(containers[0], broker) for broker, containers in found if len(containers) == 1
    }


def _container(
    daemon: Daemon, place: Places, mesh: Mesh, broker: Broker, known: KnownMesh | None
) -> BrokerContainer:
    """That of this checkout's mesh; without one, whoever on this machine runs that broker's own file."""
    if known is not None:
        project = daemon.containers((place.state / PROJECT_FILE).read_text())
        found = tuple(one for name, one in project.items() if name == broker.name and one.pid)
    else:
        found = daemon.find(mesh.name, broker.name)
    if not found:
        raise _not_running(mesh, broker)
    if len(found) > 1:
        raise EnvironmentProblem(
            f"{len(found)} containers on this machine are {broker.name} of {mesh.name}",
            details=[one.config_files for one in found],
            hint="Run this beside the topology that `mqttmesh up` was run with, or stop the others.",
        )
    return found[0]


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
