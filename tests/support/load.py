"""Load while something else happens: numbered messages at a steady rate, and what became of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event

from tests.support.clients import TestClient

EVERY = 0.02  # seconds, for each publisher
END = "end"


@dataclass
class Load:
    """Messages at QoS 1 that were sent, and those that came.

    Attributes:
        sent: How many each publisher sent; known when the load has ended.
        came: How often each payload came.
    """

    sent: dict[str, int] = field(default_factory=dict)
    came: Counter[str] = field(default_factory=Counter)

    @property
    def lost(self) -> list[str]:
        """Payloads that never came."""
        wanted = (f"{name} {number}" for name, count in self.sent.items() for number in range(count))
        return [payload for payload in wanted if payload not in self.came]

    @property
    def duplicates(self) -> int:
        """How many came once too often; QoS 1 permits that."""
        return sum(count - 1 for count in self.came.values())

    def collect(self, subscriber: TestClient) -> None:
        """Receive until the end of every publisher's messages, which they sent in order."""
        ends = {f"{name} {END}" for name in self.sent}
        while not ends <= self.came.keys():
            self.came[subscriber.receive()[1]] += 1


@contextmanager
def steady(publishers: Mapping[str, TestClient], topic: str) -> Iterator[Load]:
    """Every publisher publishes until the context ends; each message is acknowledged before the next."""
    load, enough = Load(), Event()

    def publish(name: str) -> int:
        number = 0
        while not enough.wait(EVERY):
            assert publishers[name].publish(topic, f"{name} {number}")
            number += 1
        assert publishers[name].publish(topic, f"{name} {END}")
        return number

    with ThreadPoolExecutor(len(publishers)) as pool:
        running = {name: pool.submit(publish, name) for name in publishers}
        try:
            yield load
        finally:
            enough.set()
    load.sent = {name: future.result() for name, future in running.items()}
