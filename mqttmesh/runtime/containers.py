"""The docker engine: the mesh's committed Compose file on this machine's daemon."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from mqttmesh.errors import naming
from mqttmesh.mesh import Broker, Mesh
from mqttmesh.render.compose import host_address, published, published_ports
from mqttmesh.render.local import LocalService, render_local
from mqttmesh.runtime.compose import Project, find_compose
from mqttmesh.runtime.convergence import Convergence
from mqttmesh.runtime.credentials import Credentials, find_credentials
from mqttmesh.runtime.docker import Daemon
from mqttmesh.runtime.engine import LogLine, Progress, UpReport
from mqttmesh.runtime.inside import bridge_states
from mqttmesh.runtime.lease import keep_addresses, require_free
from mqttmesh.runtime.outfit import put
from mqttmesh.runtime.places import PROJECT_FILE, places
from mqttmesh.runtime.stand_in import stand_in
from mqttmesh.runtime.state import KnownMesh, known_broker, recall, remember, sole_command
from mqttmesh.runtime.status import BridgeState, BrokerStatus, MeshStatus
from mqttmesh.runtime.streams import container_logs
from mqttmesh.secrets import read_secret

COMPOSE_FILE = "docker-compose.yml"
LOCAL_FILE = "docker-compose.local.yml"


class DockerEngine:
    """Runs the mesh `name` whose topology lies in `folder`."""

    def __init__(self, folder: Path, name: str, daemon: Daemon) -> None:
        self._folder = folder
        self._name = name
        self._daemon = daemon
        self._place = places(folder, name)

    def up(
        self,
        mesh: Mesh,
        rendered: Path,
        *,
        progress: Progress,
        real_certificates: bool = False,
        timeout: float = 60.0,
    ) -> UpReport:
        """Bring the mesh to what is described, and return when every bridge is connected.

        Args:
            mesh: The mesh; its images are here.
            rendered: The folder it was rendered to.
            progress: Told how far it is.
            real_certificates: Refuse development certificates.
            timeout: Seconds for all bridges to connect.

        Raises:
            EnvironmentProblem: A port is taken, a container ended, a bridge did not connect, or this machine
                lacks something. What this call started is removed, but where only bridges are missing.
        """
        with sole_command(self._place):
            addresses = keep_addresses(self._place.state, mesh)
            credentials = find_credentials(
                mesh, self._folder, self._place.pki, addresses, real=real_certificates
            )
            project = self._project(rendered)
            self._write_secrets(mesh)
            self._write_local(mesh, addresses, credentials)
            self._require_free_ports(mesh, addresses, project.name)
            remember(self._place.state, _known(mesh, addresses, development=credentials.development))
            convergence = Convergence(mesh, project, self._daemon, self._folder, progress)
            return convergence.run(timeout, development=credentials.development)

    def status(self) -> MeshStatus | None:
        """See `Engine`."""
        known = recall(self._place.state)
        if known is None:
            return None
        containers = self._daemon.containers(self._project_name())
        topics = {name: broker.topic for name, broker in known.brokers.items() if broker.topic}
        states = bridge_states(self._daemon, containers, topics)
        brokers = []
        for name, broker in known.brokers.items():
            found = containers.get(name)
            pid = found.pid if found else None
            told = states.get(name, BridgeState.UNKNOWN) if pid else BridgeState.DOWN
            brokers.append(
                BrokerStatus(
                    name,
                    broker.role,
                    broker.address,
                    pid,
                    broker.bridge_state(told),
                    broker.listeners,
                    self._daemon.last_lines(found) if found and pid is None else (),
                )
            )
        return MeshStatus(self._name, "docker", known.release, tuple(brokers))

    def down(self, *, volumes: bool = False) -> int:
        """See `Engine`."""
        name = self._project_name()
        stopped = len(self._daemon.containers(name))
        find_compose(self._daemon.host).project(name, ()).down(volumes=volumes)
        if volumes:
            (self._place.state / PROJECT_FILE).unlink()
        return stopped

    def logs(self, brokers: Sequence[str], *, tail: int, follow: bool) -> Iterator[LogLine]:
        """See `Engine`."""
        return container_logs(self._daemon, self._project_name(), brokers, tail=tail, follow=follow)

    def _project(self, rendered: Path) -> Project:
        """Under a name of this checkout's own, which is remembered: what brokers save is found by it."""
        files = (rendered.absolute() / COMPOSE_FILE, self._place.state.absolute() / LOCAL_FILE)
        name = self._project_name()
        (self._place.state / PROJECT_FILE).write_text(name)
        return find_compose(self._daemon.host).project(name, files)

    def _project_name(self) -> str:
        remembered = self._place.state / PROJECT_FILE
        return remembered.read_text() if remembered.exists() else self._place.mark

    def _write_secrets(self, mesh: Mesh) -> None:
        """Secrets of the environment become files, which Compose mounts."""
        wanted = {}
        for broker in mesh.brokers:
            ref = broker.bridge.password if broker.bridge else None
            if ref and ref.env is not None:
                wanted[ref.env] = read_secret(ref, self._folder).encode() + b"\n"
        put(self._place.state / "env", wanted, None)

    def _write_local(self, mesh: Mesh, addresses: dict[str, str], credentials: Credentials) -> None:
        stood_in = {}
        if credentials.development:
            stood_in = {said.name: said for said in stand_in(mesh, self._place.state, credentials)}
        services = []
        for index, broker in enumerate(mesh.brokers, 0 if mesh.hub else 1):
            own = stood_in.get(broker.name, LocalService(broker.name))
            address = addresses[broker.name]
            elsewhere = tuple(published_ports(broker.listeners, address))
            ports = None if address == host_address(index) else elsewhere
            services.append(LocalService(own.name, own.mounts, own.digest, ports))
        path = self._place.state / LOCAL_FILE
        content = render_local(services)
        if not path.exists() or path.read_bytes() != content:
            with naming(path):
                path.write_bytes(content)

    def _require_free_ports(self, mesh: Mesh, addresses: dict[str, str], project: str) -> None:
        known = recall(self._place.state)
        own = known.doors(self._daemon.containers(project)) if known else ()
        for broker in mesh.brokers:
            require_free(broker.name, addresses[broker.name], published(broker.listeners), own)


def _known(mesh: Mesh, addresses: dict[str, str], *, development: bool) -> KnownMesh:
    brokers: dict[str, Broker] = {broker.name: broker for broker in mesh.brokers}
    releases = ", ".join(sorted({broker.release for broker in mesh.brokers}))
    known = {
        name: known_broker(broker, addresses[name], published(broker.listeners))
        for name, broker in brokers.items()
    }
    return KnownMesh("docker", releases, development, known)
