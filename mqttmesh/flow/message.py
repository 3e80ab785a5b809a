"""A message under way: what it is, each place it comes to, and how it got there."""

from __future__ import annotations

from dataclasses import dataclass

from mqttmesh.mesh import TopicRoute


@dataclass(frozen=True, slots=True)
class Message:
    """One PUBLISH, but for its payload."""

    topic: str
    qos: int = 0
    retain: bool = False


@dataclass(frozen=True, slots=True)
class Hop:
    """A message at one broker.

    Attributes:
        broker: Name of the broker; the hub's where it is ours, else its host.
        topic: The message's topic there.
        route: The route that took it there; None where it was published.
        renamed_by: The route whose prefixes gave it that topic, if any did. Not always the same one:
            Mosquitto takes the first with a prefix that matches.
    """

    broker: str
    topic: str
    route: TopicRoute | None = None
    renamed_by: TopicRoute | None = None


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message that came to a broker, as a client with one matching subscription there hears it.

    Attributes:
        message: With the QoS and the retain flag that it has there.
        copies: How often it comes with them.
        path: Each broker it was at, from the publisher's to this one.
    """

    message: Message
    copies: int
    path: tuple[Hop, ...]

    @property
    def broker(self) -> str:
        """Name of the broker it came to."""
        return self.path[-1].broker

    @property
    def way(self) -> str:
        """The way it took, for people: `edge-1 sensors/a → hub sites/edge-1/sensors/a`."""
        return path_text(self.path)


@dataclass(frozen=True, slots=True)
class Stop:
    """Where a message goes no further although a route carries it.

    Attributes:
        path: Each broker it was at, and the one that does not take it.
        cuts_link: It cannot be sent at all, as its topic has become empty: whoever receives it hangs up,
            and at QoS 1 and 2 it is sent again at each connection. Else an ACL, or `$SYS`, denies it.
    """

    path: tuple[Hop, ...]
    cuts_link: bool = False


@dataclass(frozen=True, slots=True)
class Flow:
    """All that becomes of one message."""

    arrivals: tuple[Arrival, ...]
    stops: tuple[Stop, ...] = ()

    def at(self, broker: str) -> tuple[Arrival, ...]:
        """What comes to one broker."""
        return tuple(arrival for arrival in self.arrivals if arrival.broker == broker)


def path_text(path: tuple[Hop, ...]) -> str:
    """A path as one line for people."""
    return " → ".join(f"{hop.broker} {hop.topic}" for hop in path)
