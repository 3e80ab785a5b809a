"""What every engine can do with a mesh that runs; how each starts one is its own affair."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from mqttmesh.runtime.status import MeshStatus

EngineName = Literal["docker", "native"]

Progress = Callable[[int, int, str], None]
"""Called with how many are done, of how many, and what is being done."""


@dataclass(frozen=True, slots=True)
class UpReport:
    """What `up` did.

    Attributes:
        development: Whether brokers show development certificates.
        started: Brokers that were started, anew or again.
        reloaded: Brokers that only read their ACL or password file again.
        stopped: Brokers that are not of the mesh any more.
        kept: How many were left alone.
    """

    development: bool
    started: tuple[str, ...]
    reloaded: tuple[str, ...]
    stopped: tuple[str, ...]
    kept: int


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of a broker's log."""

    broker: str
    text: str


class Engine(Protocol):
    """A mesh that was started here."""

    def status(self) -> MeshStatus | None:
        """How the mesh does; None when it was not started here."""

    def down(self, *, volumes: bool = False) -> int:
        """Stop every broker that this engine runs; says how many. For whom holds the mesh's lock.

        Args:
            volumes: Remove what they saved on this engine too.
        """

    def logs(self, brokers: Sequence[str], *, tail: int, follow: bool) -> Iterator[LogLine]:
        """What brokers wrote to their logs, each in its order.

        Args:
            brokers: Whose.
            tail: How many of the last lines of each.
            follow: Go on with what they write from now on, without an end.
        """
