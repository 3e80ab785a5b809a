"""One `up` in containers: Compose makes them, we watch, and what cannot be finished is undone."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from threading import Event

from mqttmesh.errors import EnvironmentProblem
from mqttmesh.mesh import Broker, Mesh
from mqttmesh.render.mounts import secret_files
from mqttmesh.runtime.compose import Project, failure
from mqttmesh.runtime.docker import BrokerContainer, Daemon
from mqttmesh.runtime.engine import Progress, UpReport
from mqttmesh.runtime.inside import answers, bridge_states
from mqttmesh.runtime.outcome import not_connected
from mqttmesh.runtime.status import BridgeState

_PAUSE = 0.3  # seconds between two looks
_ANSWER = 30.0  # seconds for the hub to answer before its spokes are started all the same
_ENDED = frozenset({"exited", "restarting", "dead"})

Containers = Mapping[str, BrokerContainer]


class Convergence:
    """One call's work on a project."""

    def __init__(
        self, mesh: Mesh, project: Project, daemon: Daemon, folder: Path, progress: Progress
    ) -> None:
        self._mesh = mesh
        self._project = project
        self._daemon = daemon
        self._folder = folder
        self._progress = progress
        self._before = daemon.containers(project.name)

    def run(self, timeout: float, *, development: bool) -> UpReport:
        """Have Compose do its work, and wait until every bridge of the mesh is connected.

        Raises:
            EnvironmentProblem: Compose failed, a container ended, or a bridge did not connect in time.
        """
        try:
            self._start()
            self._restart_outdated()
            late = self._await_bridges(timeout)
            after = self._containers()
        except BaseException:
            self._undo()
            raise
        if late:
            raise not_connected(
                late,
                len(self._mesh.spokes),
                self._mesh.hub.name if self._mesh.hub else None,
                lambda name, count: self._daemon.last_lines(after[name], count),
            )
        started = tuple(
            name for name, found in after.items() if found.started != _started(self._before, name)
        )
        return UpReport(
            development=development,
            started=tuple(broker.name for broker in self._mesh.brokers if broker.name in started),
            reloaded=(),
            stopped=tuple(name for name in self._before if name not in after),
            kept=len(after) - len(started),
        )

    def _containers(self) -> Containers:
        return self._daemon.containers(self._project.name)

    def _start(self) -> None:
        """The hub first: a bridge that is refused once waits seconds before it dials again."""
        hub = self._mesh.hub
        if hub is not None and hub.name not in self._before:
            self._compose(hub.name)
            self._await_answer(hub)
        self._compose()

    def _await_answer(self, broker: Broker) -> None:
        pause, deadline = Event(), time.monotonic() + _ANSWER
        while time.monotonic() < deadline:
            containers = self._containers()
            self._require_running(containers, [broker])
            if answers(self._daemon, containers[broker.name]):
                return
            pause.wait(_PAUSE)

    def _compose(self, *services: str) -> None:
        process = self._project.begin_up(*services)
        names = [broker.name for broker in self._mesh.brokers]
        try:
            while True:
                try:
                    _, said = process.communicate(timeout=_PAUSE)
                    break
                except subprocess.TimeoutExpired:
                    found = self._containers()
                    running = sum(name in found and found[name].pid is not None for name in names)
                    self._progress(running, len(names), "starting brokers")
        except BaseException:
            process.terminate()
            process.communicate()
            raise
        if process.returncode:
            raise failure("up", said)
        if not services:
            self._progress(len(names), len(names), "starting brokers")

    def _restart_outdated(self) -> None:
        """Restart brokers whose secrets changed since: a file that is mounted keeps its old content."""
        containers = self._containers()
        for broker in self._mesh.brokers:
            container = containers[broker.name]
            if self._changed(broker) > _seconds(container.started):
                self._daemon.restart(container, broker.container.stop_grace_period)

    def _changed(self, broker: Broker) -> float:
        paths = [self._folder / secret.file for secret in secret_files(broker, self._mesh.name)]
        return max((path.stat().st_mtime for path in paths), default=0.0)

    def _await_bridges(self, timeout: float) -> tuple[str, ...]:
        """Wait until every bridge is connected; the names of those that are not in time."""
        topics = {
            spoke.name: spoke.bridge.notification_topic
            for spoke in self._mesh.spokes
            if spoke.bridge and not spoke.bridge.lazy
        }
        pause, deadline, waiting = Event(), time.monotonic() + timeout, dict(topics)
        while True:
            containers = self._containers()
            self._require_running(containers, self._mesh.brokers)
            states = bridge_states(self._daemon, containers, waiting)
            waiting = {name: topic for name, topic in waiting.items() if states[name] is not BridgeState.UP}
            self._progress(len(topics) - len(waiting), len(topics), "connecting bridges")
            if not waiting or time.monotonic() > deadline:
                return tuple(waiting)
            pause.wait(_PAUSE)

    def _require_running(self, containers: Containers, brokers: Iterable[Broker]) -> None:
        for broker in brokers:
            found = containers.get(broker.name)
            if found is None or found.state in _ENDED:
                code = f" with exit code {found.exit_code}" if found else ""
                raise EnvironmentProblem(
                    f"{broker.name} ended{code}", details=self._daemon.last_lines(found) if found else ()
                )

    def _undo(self) -> None:
        """Remove what this call made; a mesh that was there before stays."""
        if not self._before:
            self._project.down(volumes=False)
            return
        for name, found in self._containers().items():
            if name not in self._before or found.id != self._before[name].id:
                self._daemon.remove(found)


def _started(containers: Containers, name: str) -> str:
    return containers[name].started if name in containers else ""


def _seconds(started: str) -> float:
    return datetime.fromisoformat(started).timestamp()
