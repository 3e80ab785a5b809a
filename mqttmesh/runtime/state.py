"""What is remembered of a mesh between commands: who belongs to it, and where they listen.

Which of them run is not remembered but asked of the process table.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Container, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from mqttmesh.errors import EnvironmentProblem, naming
from mqttmesh.mesh import Broker, Listener
from mqttmesh.runtime.engine import EngineName
from mqttmesh.runtime.places import LOCK_FILE, STATE_FILE, Places, make_state
from mqttmesh.runtime.status import BridgeState, ListenerStatus


@dataclass(frozen=True, slots=True)
class KnownBroker:
    """A broker of a mesh that was started here.

    Attributes:
        topic: Says whether its bridge is up; "" without one.
        lazy: Whether its bridge dials only when messages wait.
    """

    role: str
    address: str
    topic: str
    lazy: bool
    listeners: tuple[ListenerStatus, ...]

    def bridge_state(self, told: BridgeState) -> BridgeState | None:
        """What to make of what it told of its bridge; None where it has none."""
        if not self.topic:
            return None
        return BridgeState.IDLE if self.lazy and told is BridgeState.DOWN else told


@dataclass(frozen=True, slots=True)
class KnownMesh:
    """A mesh that was started here.

    Attributes:
        engine: What runs it.
        release: Which Mosquitto: a version, or what its images hold.
        development: Whether it runs on development certificates.
    """

    engine: EngineName
    release: str
    development: bool
    brokers: dict[str, KnownBroker]

    def doors(self, running: Container[str]) -> frozenset[tuple[str, int]]:
        """Addresses and ports on which its brokers listen, as far as they run."""
        return frozenset(
            (door.address, door.port)
            for name, broker in self.brokers.items()
            for door in broker.listeners
            if name in running
        )


def known_broker(broker: Broker, address: str, listeners: Iterable[Listener]) -> KnownBroker:
    """What to remember of a broker; `listeners` are those that can be reached from here."""
    reached = tuple(
        ListenerStatus(address, listener.port, listener.protocol, listener.tls) for listener in listeners
    )
    topic = broker.bridge.notification_topic if broker.bridge else ""
    lazy = broker.bridge is not None and broker.bridge.lazy
    return KnownBroker(broker.role.value, address, topic, lazy, reached)


def recall(state: Path) -> KnownMesh | None:
    """What is remembered, or None where nothing was started.

    Raises:
        EnvironmentProblem: It cannot be read.
    """
    path = state / STATE_FILE
    try:
        return _known(json.loads(path.read_bytes()))
    except FileNotFoundError:
        return None
    except OSError as error:
        why = f"cannot be read: {error.strerror}"
    except (ValueError, LookupError, TypeError, AttributeError):
        why = "is damaged, or of another version of mqttmesh"
    raise EnvironmentProblem(
        f"{path} {why}",
        hint="`mqttmesh down` stops its brokers and forgets it, `mqttmesh up` starts it anew.",
    )


def _known(stored: Any) -> KnownMesh:
    brokers = {
        name: KnownBroker(
            broker["role"],
            broker["address"],
            broker["topic"],
            broker["lazy"],
            tuple(ListenerStatus(**listener) for listener in broker["listeners"]),
        )
        for name, broker in stored["brokers"].items()
    }
    return KnownMesh(stored["engine"], stored["release"], stored["development"], brokers)


def remember(state: Path, mesh: KnownMesh) -> None:
    """Remember a mesh; what was remembered before stays whole until then."""
    staged = state / f".{STATE_FILE}.new"
    staged.unlink(missing_ok=True)
    handle = os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with naming(state / STATE_FILE), os.fdopen(handle, "w") as file:
        json.dump(asdict(mesh), file)
    staged.replace(state / STATE_FILE)


@contextmanager
def sole_command(place: Places) -> Iterator[None]:
    """Keep other commands off this mesh for as long as the context lasts; its folder is there.

    Raises:
        EnvironmentProblem: Another command works on it, or the folder cannot be made.
    """
    while True:
        make_state(place)
        with _locked(place.state) as ours:
            if ours:
                yield
                return


@contextmanager
def _locked(state: Path) -> Iterator[bool]:
    """Whether the lock that was taken is still that of the mesh: `down` removes it with the folder."""
    try:
        handle = os.open(state / LOCK_FILE, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except FileNotFoundError:
        yield False
        return
    with os.fdopen(handle, "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise EnvironmentProblem(
                f"another command works on the mesh {state.name}", hint="Wait for it to end."
            ) from None
        yield os.fstat(handle).st_nlink > 0
