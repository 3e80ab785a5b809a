"""A renewed pair put in use, and taken back where its listener does not come to show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from mqttmesh.certs import CertificateFacts, facts_of, faults_of, read_certificates
from mqttmesh.errors import OutOfDateError
from mqttmesh.mesh import Broker, Mesh
from mqttmesh.render.layout import RUN
from mqttmesh.runtime import processes
from mqttmesh.runtime.credentials import PairPaths
from mqttmesh.runtime.docker import BrokerContainer, Daemon
from mqttmesh.runtime.follow import last_lines
from mqttmesh.runtime.outfit import read_pair, replace_pair
from mqttmesh.runtime.places import Places
from mqttmesh.runtime.served import comes_to_serve
from mqttmesh.runtime.status import ListenerStatus

SERVED_WITHIN = 10.0
"""Seconds for a listener to show a renewed certificate."""

Pair = tuple[bytes, bytes]


class Holder(Protocol):
    """Whoever holds the copy that a broker reads; nobody else writes it."""

    def swap(self, pair: Pair) -> None:
        """Have the broker read this pair from now on."""

    def take_back(self) -> None:
        """Have it read again what it read before."""

    def said(self) -> Sequence[str]:
        """The end of its log."""


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

    def _ask(self, what: str) -> None:
        self.daemon.run_in(self.container, ["sh", "-c", f"echo {what} >{RUN}/asked"])


def require_sound(mesh: Mesh, broker: Broker, paths: PairPaths, trust: Sequence[bytes]) -> None:
    """Refuse a pair that the broker's clients would refuse.

    Raises:
        OutOfDateError: It names every fault.
    """
    ours = broker is mesh.hub
    faults = faults_of(
        paths.chain, paths.key, name=mesh.host if ours else broker.name, trust=trust if ours else ()
    )
    if faults:
        raise OutOfDateError(
            f"{paths.chain} was not put in use",
            details=faults,
            hint="What the broker shows has not changed.",
        )


def install(holder: Holder, paths: PairPaths, listeners: Sequence[ListenerStatus]) -> CertificateFacts:
    """Have a broker show a pair that was found sound; says what its leaf says.

    Args:
        holder: Of the broker's own copy.
        paths: The pair; only read.
        listeners: Those that show it.

    Raises:
        OutOfDateError: They do not show it in time; they show again what they did before.
    """
    wanted = facts_of(read_certificates(paths.chain)[0])
    holder.swap((paths.chain.read_bytes(), paths.key.read_bytes()))
    if comes_to_serve(listeners, wanted.fingerprint, SERVED_WITHIN):
        return wanted
    said = holder.said()
    holder.take_back()
    raise OutOfDateError(
        f"{paths.chain} is not shown {SERVED_WITHIN:g} s after it was put in use, and was taken back",
        details=said,
        hint="The certificate before it goes on being shown.",
    )
