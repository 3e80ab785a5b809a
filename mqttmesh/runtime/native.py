"""The native engine: a mesh as `mosquitto` processes, each on a loopback address of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from mqttmesh.mesh import Broker, Mesh
from mqttmesh.render import Origin
from mqttmesh.runtime import processes
from mqttmesh.runtime.binary import Mosquitto
from mqttmesh.runtime.credentials import Credentials, find_credentials
from mqttmesh.runtime.engine import LogLine, Progress, UpReport
from mqttmesh.runtime.follow import followed, last_lines, read_tail
from mqttmesh.runtime.launch import Launch
from mqttmesh.runtime.lease import keep_addresses, require_free
from mqttmesh.runtime.names import dialled, resolving
from mqttmesh.runtime.outfit import RELOADABLE, differing, mark_started, outfit, put, remove, replace_public
from mqttmesh.runtime.places import places
from mqttmesh.runtime.state import KnownMesh, known_broker, recall, remember, sole_command
from mqttmesh.runtime.status import BridgeState, BrokerStatus, MeshStatus
from mqttmesh.runtime.watch import bridge_states
from mqttmesh.secrets import password_file

_SAVING = 30.0  # seconds a broker has to save what it holds
_ANSWER = 3.0  # seconds a running broker has to say how its bridge does


@dataclass(frozen=True, slots=True)
class _Plan:
    start: tuple[Broker, ...]
    reload: tuple[Broker, ...]
    stop: tuple[int, ...]
    gone: tuple[str, ...]


class NativeEngine:
    """Runs the mesh `name` whose topology lies in `folder`."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._name = name
        self._place = places(folder, name)

    def up(
        self,
        mesh: Mesh,
        mosquitto: Mosquitto,
        *,
        progress: Progress,
        real_certificates: bool = False,
        timeout: float = 60.0,
    ) -> UpReport:
        """Bring the mesh to what is described, and return when every bridge is connected.

        Args:
            mesh: The mesh, resolved for the release of `mosquitto`.
            mosquitto: The broker to run.
            progress: Told how far it is.
            real_certificates: Refuse development certificates.
            timeout: Seconds for all bridges to connect.

        Raises:
            EnvironmentProblem: A port is taken, a broker died, a bridge did not connect, or this machine
                lacks something. What this call started is stopped, but where only bridges are missing.
        """
        with sole_command(self._place):
            return self._up(mesh, mosquitto, progress, real_certificates, timeout)

    def status(self) -> MeshStatus | None:
        """See `Engine`."""
        known = recall(self._place.state)
        if known is None:
            return None
        pids = processes.running(self._place.run)
        sockets = {
            name: (self._place.socket(name), broker.topic)
            for name, broker in known.brokers.items()
            if broker.topic and name in pids
        }
        states = bridge_states(sockets, _ANSWER)
        brokers = (
            BrokerStatus(
                name,
                broker.role,
                broker.address,
                pids.get(name),
                broker.bridge_state(states.get(name, BridgeState.DOWN)),
                broker.listeners,
                () if name in pids else last_lines(self._place.log(name)),
            )
            for name, broker in known.brokers.items()
        )
        return MeshStatus(self._name, "native", known.release, tuple(brokers))

    def down(self, *, volumes: bool = False) -> int:
        """See `Engine`."""
        pids = processes.running(self._place.run)
        processes.stop(pids.values(), _SAVING)
        remove(self._place.run)
        if volumes:
            remove(self._place.data)
        return len(pids)

    def logs(self, brokers: Sequence[str], *, tail: int, follow: bool) -> Iterator[LogLine]:
        """See `Engine`."""
        logs = {name: self._place.log(name) for name in brokers}
        ends = {}
        for name, log in logs.items():
            read = read_tail(log, tail)
            ends[name] = read.end
            yield from (LogLine(name, line) for line in read.lines)
        if follow:
            yield from followed(logs, ends)

    def _up(
        self, mesh: Mesh, mosquitto: Mosquitto, progress: Progress, real: bool, timeout: float
    ) -> UpReport:
        addresses = keep_addresses(self._place.state, mesh)
        credentials = find_credentials(mesh, self._folder, self._place.pki, addresses, real=real)
        trust = self._make_run(credentials.trust(mesh))
        outfits = {
            broker.name: self._outfit(broker, mesh, addresses, credentials, trust) for broker in mesh.brokers
        }
        pids = processes.running(self._place.run)
        plan = self._plan(mesh, outfits, pids)
        known = recall(self._place.state)
        for broker in plan.start:
            own = known.doors(pids) if known else ()
            require_free(broker.name, addresses[broker.name], broker.listeners, own)
        remember(
            self._place.state,
            KnownMesh(
                "native",
                mosquitto.version,
                credentials.development,
                {
                    broker.name: known_broker(broker, addresses[broker.name], broker.listeners)
                    for broker in mesh.brokers
                },
            ),
        )
        processes.stop(plan.stop, _SAVING)
        for name in plan.gone:
            remove(self._place.broker(name))
        self._reload(plan.reload, outfits)
        prefix = () if credentials.development else resolving(mesh, self._place.run, addresses)
        launch = Launch(mesh, self._place, mosquitto, addresses, progress, prefix)
        launch.run(plan.start, outfits, timeout)
        return UpReport(
            development=credentials.development,
            started=tuple(broker.name for broker in plan.start),
            reloaded=tuple(broker.name for broker in plan.reload),
            stopped=plan.gone,
            kept=len(outfits) - len(plan.start) - len(plan.reload),
        )

    def _outfit(
        self,
        broker: Broker,
        mesh: Mesh,
        addresses: dict[str, str],
        credentials: Credentials,
        trust: Path,
    ) -> dict[str, bytes]:
        passwords = self._folder / password_file(broker)
        return outfit(
            broker,
            self._place,
            self._folder,
            Origin.of(mesh),
            addresses[broker.name],
            dialled(broker, mesh, addresses, named=not credentials.development),
            trust,
            credentials,
            passwords.read_bytes() if broker.accounts else b"",
        )

    def _make_run(self, authorities: bytes) -> Path:
        """Make the folders of brokers; what they believe is named by its digest, so that a change is seen."""
        for folder in (self._place.run, self._place.data):
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o711)
        trust = self._place.run / f"trust-{hashlib.sha256(authorities).hexdigest()[:16]}.pem"
        replace_public(trust, authorities)
        return trust

    def _plan(self, mesh: Mesh, outfits: dict[str, dict[str, bytes]], pids: dict[str, int]) -> _Plan:
        start, reload = [], []
        for broker in mesh.brokers:
            changed = differing(self._place.broker(broker.name), outfits[broker.name])
            if broker.name not in pids or changed is None or changed - RELOADABLE:
                start.append(broker)
            elif changed:
                reload.append(broker)
        gone = tuple(name for name in pids if name not in outfits)
        ended = (*gone, *(broker.name for broker in start if broker.name in pids))
        return _Plan(tuple(start), tuple(reload), tuple(pids[name] for name in ended), gone)

    def _reload(self, brokers: tuple[Broker, ...], outfits: dict[str, dict[str, bytes]]) -> None:
        pids = processes.running(self._place.run) if brokers else {}
        for broker in brokers:
            put(self._place.broker(broker.name), outfits[broker.name], self._place.user)
            mark_started(self._place.broker(broker.name))
            processes.reload(pids[broker.name])
