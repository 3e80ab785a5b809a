"""Both ends of a link, a device at the spoke and an application at the hub, and what comes to each."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from uuid import uuid4

from tests.support.clients import DEADLINE, TestClient
from tests.support.outages import LooseMesh

_FENCE = "fence "
_QUIET = 0.25  # seconds without a message, after which nothing is under way


@dataclass(frozen=True)
class Ends:
    """The ends of one spoke's link."""

    spoke: str
    device: TestClient
    application: TestClient

    def send_out(self, count: int, *, qos: int = 1, size: int = 10, below: str = "up") -> None:
        """Publish at the spoke; each payload has as many bytes as `size`."""
        _send(self.device, f"{below}/x", count, qos, size)

    def send_in(self, count: int, *, size: int = 10) -> None:
        """Publish at the hub for the spoke."""
        _send(self.application, f"{self.spoke}/down/x", count, 1, size)

    def arrived_out(self, expected: int, below: str = "up") -> int:
        """How many have come to the hub; no more are waited for than expected."""
        return _arrived(self.device, f"{below}/x", self.application, expected)

    def arrived_in(self, expected: int) -> int:
        """How many have come to the spoke; no more are waited for than expected."""
        return _arrived(self.application, f"{self.spoke}/down/x", self.device, expected)


@contextmanager
def ends_of(mesh: LooseMesh, *spokes: str) -> Iterator[dict[str, Ends]]:
    """The ends of these spokes' links, or of all, with both sides subscribed."""
    with ExitStack() as stack:
        ends = {}
        for spoke in spokes or [spoke.name for spoke in mesh.mesh.spokes]:
            device = stack.enter_context(mesh.client(spoke))
            application = stack.enter_context(mesh.client("hub"))
            device.subscribe("down/#")
            for route in ("up", "bare"):
                application.subscribe(f"{spoke}/{route}/#")
            ends[spoke] = Ends(spoke, device, application)
        yield ends


def _send(sender: TestClient, topic: str, count: int, qos: int, size: int) -> None:
    for number in range(count):
        assert sender.publish(topic, f"{number:0{size}}", qos=qos)


def _arrived(sender: TestClient, topic: str, receiver: TestClient, expected: int) -> int:
    """How many messages came: as many as expected or fewer within the deadline, and any beyond.

    A fence alone would not do: a bridge that has room sends what is new before what waits.
    """
    fence, came, fenced = _FENCE + uuid4().hex, 0, False
    deadline = time.monotonic() + DEADLINE
    while time.monotonic() < deadline and not (fenced and came >= expected):
        if not fenced:
            sender.publish(topic, fence)
        while message := receiver.receive_within(_QUIET):
            fenced |= message[1] == fence
            came += not message[1].startswith(_FENCE)
    assert fenced, f"nothing comes by {topic} any more, after {came} messages"
    return came
