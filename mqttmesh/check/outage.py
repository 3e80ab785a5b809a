"""What an outage of a link costs: messages that come together, and how many of them a queue keeps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mqttmesh.check.carried import inward, inward_routes, outward
from mqttmesh.check.case import Case, Place, Subject
from mqttmesh.mesh import Queue
from mqttmesh.spec import ExpectSpec, TopicSpec

OVERHEAD = 300
"""Bytes of memory that a queued message takes beside its payload, at least.

Measured with a topic of 24 characters: 330 to 370 by Mosquitto 2.0.11, 460 to 480 by 2.1.2.
"""

_MIB = 1024**2
_SIZES = (("GiB", 1024**3), ("MiB", _MIB), ("KiB", 1024))
_UNITS = (("d", 86400), ("h", 3600), ("m", 60), ("s", 1))


@dataclass(frozen=True, slots=True)
class Outage:
    """An outage that is expected, and the queue of one session that shall bear it.

    Mosquitto queues a message while fewer than `max_queued_messages` wait and their payloads are smaller than
    `max_queued_bytes`: the last one may go beyond. Either limit may be 0, which is none.

    Attributes:
        rate: Messages an hour.
        seconds: How long the link is away.
        size: Bytes of a message's payload.
    """

    rate: int
    seconds: int
    size: int
    queue: Queue

    @property
    def messages(self) -> int:
        """How many come together."""
        return _divided(self.rate * self.seconds, 3600)

    @property
    def kept(self) -> int:
        """How many of them the queue keeps: the first ones."""
        limits = [self.messages]
        if self.queue.messages:
            limits.append(self.queue.messages)
        if self.queue.bytes:
            limits.append(_divided(self.queue.bytes, self.size))
        return min(limits)

    @property
    def lost(self) -> int:
        """How many are lost: the last ones."""
        return self.messages - self.kept

    @property
    def full_after(self) -> int:
        """Seconds until the first one is lost."""
        return self.kept * 3600 // self.rate

    @property
    def first_limit(self) -> str:
        """The limit that is reached first, as the topology calls it."""
        return "messages" if self.kept == self.queue.messages else "bytes"

    @property
    def memory(self) -> int:
        """Bytes of memory that those kept take, at least."""
        return self.kept * (self.size + OVERHEAD)

    @property
    def short(self) -> dict[str, str]:
        """The limits of the queue that are too low, as the topology calls them, and what would do."""
        needed = {}
        if 0 < self.queue.messages < self.messages:
            needed["messages"] = str(self.messages)
        if self.queue.bytes and _divided(self.queue.bytes, self.size) < self.messages:
            needed["bytes"] = size_text(rounded_up(self.messages * self.size))
        return needed


@dataclass(frozen=True, slots=True)
class Strain:
    """An outage in one direction.

    Attributes:
        keeper: Who keeps the messages: the spokes what goes out, the hub what comes in.
        spokes: Whose outage it is.
    """

    keeper: Subject
    spokes: Subject
    outage: Outage

    @property
    def out(self) -> bool:
        """Whether the messages are on their way to the hub."""
        return self.keeper is self.spokes

    @property
    def memory(self) -> int:
        """Bytes of the keeper's memory that the messages take, at least.

        A hub keeps what is for each spoke apart, where each has topics of its own; else once.
        """
        apart = not self.out and all(map(_names_spoke, inward_routes(self.spokes)))
        return self.outage.memory * (sum(1 for _ in self.spokes.brokers) if apart else 1)

    def whose(self, place: Place, few: str = "") -> str:
        """The keeper, as messages about a place say it; `few` are the spokes, where not all are alike."""
        if not self.out:
            return f"the hub for {few}" if few else "the hub"
        return place.who if place.loc[0] == "spokes" else few or "a spoke"

    def places(self, *setting: str) -> Iterator[Place]:
        """Where the keeper's setting was said, or where the outage was; each place once."""
        told = set()
        for place in self._places(*setting):
            if place.loc not in told:
                told.add(place.loc)
                yield place

    def _places(self, *setting: str) -> Iterator[Place]:
        expected = self.spokes.places("expect", "outage")
        if self.out:
            pairs = zip(self.keeper.places(*setting), expected, strict=True)
            return (own if own.said else outage for own, outage in pairs)
        own = next(self.keeper.places(*setting))
        return iter([own]) if own.said else expected


def strains(case: Case) -> Iterator[Strain]:
    """Every outage whose rate is stated, for each group of spokes and direction."""
    for spokes in case.spokes:
        expect = spokes.expect
        if expect is None or not expect.outage:
            continue
        if expect.rate and outward(spokes):
            yield Strain(spokes, spokes, _outage(expect.rate, expect, spokes))
        if expect.inward_rate and case.hub and inward(spokes):
            yield Strain(case.hub, spokes, _outage(expect.inward_rate, expect, case.hub))


def _outage(rate: int, expect: ExpectSpec, keeper: Subject) -> Outage:
    return Outage(rate, expect.outage or 0, expect.message_size or 1, keeper.broker.queue)


def _names_spoke(route: TopicSpec) -> bool:
    return "{spoke}" in route.remote_prefix + route.filter


def size_text(size: int) -> str:
    """A size as a topology writes it, in the largest unit of which it is a whole number."""
    return next((f"{size // unit}{name}" for name, unit in _SIZES if size % unit == 0), f"{size}B")


def rounded_up(size: int) -> int:
    """A size that is enough, above one MiB a whole number of them."""
    return _divided(size, _MIB) * _MIB if size > _MIB else size


def time_text(seconds: int) -> str:
    """A time in its two largest units, such as `33m 20s`."""
    parts = []
    for unit, length in _UNITS:
        if count := seconds // length:
            parts.append(f"{count}{unit}")
        seconds %= length
    return " ".join(parts[:2]) or "0s"


def _divided(number: int, by: int) -> int:
    """Rounded up."""
    return -(-number // by)
