"""What is observed of a running mesh."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class BridgeState(StrEnum):
    """What a spoke says of its bridge."""

    UP = "up"
    DOWN = "down"
    IDLE = "idle"  # it is lazy, and too few messages wait for it to dial
    UNKNOWN = "unknown"  # the broker does not answer


@dataclass(frozen=True, slots=True)
class ListenerStatus:
    """A listener as it can be reached from this machine."""

    address: str
    port: int
    protocol: str
    tls: bool


@dataclass(frozen=True, slots=True)
class BrokerStatus:
    """One broker.

    Attributes:
        pid: Its process, or None when it does not run.
        bridge: The state of its bridge; None where it has none.
        last_lines: The end of its log, when it does not run.
    """

    name: str
    role: str
    address: str
    pid: int | None
    bridge: BridgeState | None
    listeners: tuple[ListenerStatus, ...]
    last_lines: tuple[str, ...] = ()

    @property
    def well(self) -> bool:
        """Whether it runs, with its bridge connected if it has one."""
        return self.pid is not None and self.bridge in (None, BridgeState.UP, BridgeState.IDLE)


@dataclass(frozen=True, slots=True)
class MeshStatus:
    """A whole mesh on one engine."""

    mesh: str
    engine: str
    release: str
    brokers: tuple[BrokerStatus, ...]

    @property
    def well(self) -> bool:
        """Whether every broker is."""
        return all(broker.well for broker in self.brokers)
