"""Starting brokers: the hub first, then its spokes together, and waiting until every bridge is connected."""

from __future__ import annotations

import os
import resource
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from mqttmesh.errors import EnvironmentProblem
from mqttmesh.mesh import Broker, Mesh
from mqttmesh.runtime import processes
from mqttmesh.runtime.binary import Mosquitto
from mqttmesh.runtime.follow import last_lines
from mqttmesh.runtime.outcome import not_connected
from mqttmesh.runtime.outfit import mark_started, put
from mqttmesh.runtime.places import Places
from mqttmesh.runtime.status import BridgeState
from mqttmesh.runtime.watch import BridgeWatch

_LISTENING = 15.0  # seconds a hub has to open its listeners


class Launch:
    """One call's starts; what it started is stopped again when it cannot be finished."""

    def __init__(
        self,
        mesh: Mesh,
        place: Places,
        mosquitto: Mosquitto,
        addresses: Mapping[str, str],
        progress: Callable[[int, int, str], None],
        prefix: tuple[str, ...] = (),
    ) -> None:
        """Args: prefix: What a broker is run by, such as `names.resolving`."""
        self._mesh = mesh
        self._place = place
        self._mosquitto = mosquitto
        self._addresses = addresses
        self._progress = progress
        self._prefix = prefix
        self._started: dict[str, subprocess.Popen[bytes]] = {}

    def run(
        self, brokers: Sequence[Broker], outfits: Mapping[str, Mapping[str, bytes]], timeout: float
    ) -> None:
        """Start these brokers, and wait until every bridge of the mesh is connected.

        Raises:
            EnvironmentProblem: A port is taken, a broker died, or a bridge did not connect in time.
        """
        _allow_files(64 + 4 * len(self._addresses))
        try:
            for done, broker in enumerate(brokers, 1):
                self._start(broker, outfits[broker.name])
                if broker is self._mesh.hub:
                    self._await_listeners(broker)
                self._progress(done, len(brokers), "starting brokers")
            late = self._await_bridges(timeout)
        except BaseException:
            processes.stop([process.pid for process in self._started.values()], 10.0)
            raise
        if late:
            raise not_connected(
                late,
                len(self._mesh.spokes),
                self._mesh.hub.name if self._mesh.hub else None,
                lambda name, count: last_lines(self._place.log(name), count),
            )

    def _start(self, broker: Broker, files: Mapping[str, bytes]) -> None:
        folder, data = self._place.broker(broker.name), self._place.data / broker.name
        put(folder, files, self._place.user)
        data.mkdir(mode=0o700, exist_ok=True)
        if self._place.user:
            os.chown(data, *self._place.user)
        mark_started(folder)
        argv = [str(self._mosquitto.path), "-c", str(folder / processes.CONFIGURATION)]
        with processes.undisturbed():
            self._started[broker.name] = processes.start(
                [*self._prefix, *argv], self._place.log(broker.name), self._place.user
            )

    def _await_listeners(self, broker: Broker) -> None:
        """Wait until the hub listens: a bridge that is refused once waits seconds before it dials again."""
        deadline = time.monotonic() + _LISTENING
        for listener in broker.listeners:
            address = (self._addresses[broker.name], listener.port)
            while not _accepts(address):
                with suppress(subprocess.TimeoutExpired):
                    self._started[broker.name].wait(timeout=0.01)
                self._check_alive()
                if time.monotonic() > deadline:
                    raise self._silent(broker, address)

    def _await_bridges(self, timeout: float) -> tuple[str, ...]:
        """Wait until every bridge is connected; the names of those that are not in time."""
        sockets = {
            spoke.name: (self._place.socket(spoke.name), spoke.bridge.notification_topic)
            for spoke in self._mesh.spokes
            if spoke.bridge and not spoke.bridge.lazy
        }
        watch = BridgeWatch(sockets)
        deadline = time.monotonic() + timeout

        def connected(states: dict[str, BridgeState]) -> bool:
            self._check_alive()
            done = sum(state is BridgeState.UP for state in states.values())
            self._progress(done, len(states), "connecting bridges")
            return done == len(states)

        try:
            if watch.until(connected, deadline):
                return ()
            return tuple(name for name, state in watch.states().items() if state is not BridgeState.UP)
        finally:
            watch.close()

    def _check_alive(self) -> None:
        for name, process in self._started.items():
            if process.poll() is not None:
                raise EnvironmentProblem(
                    f"{name} ended with exit code {process.returncode}",
                    details=last_lines(self._place.log(name)),
                )

    def _silent(self, broker: Broker, address: tuple[str, int]) -> EnvironmentProblem:
        return EnvironmentProblem(
            f"{broker.name} does not listen on {address[0]}:{address[1]}",
            details=last_lines(self._place.log(broker.name)),
        )


def _accepts(address: tuple[str, int]) -> bool:
    try:
        socket.create_connection(address, timeout=0.2).close()
    except OSError:
        return False
    return True


def _allow_files(wanted: int) -> None:
    """Raise our own limit of open files: each bridge that is watched takes a few."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted:
        limit = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))
