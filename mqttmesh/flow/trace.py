"""One message through a mesh: where it comes to, who may read it there, what it does not reach and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from mqttmesh.flow.access import access_of, may_read, may_write
from mqttmesh.flow.flows import Flows
from mqttmesh.flow.message import Arrival, Flow, Message
from mqttmesh.mesh import Access, Broker, Mesh


@dataclass(frozen=True, slots=True)
class Clients:
    """Who may do something at a broker.

    Attributes:
        users: Names of users.
        anonymous: Whether clients without a name may, too.
    """

    users: tuple[str, ...]
    anonymous: bool


@dataclass(frozen=True, slots=True)
class Unreached:
    """Brokers that a message does not come to, for one reason."""

    brokers: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class Trace:
    """What becomes of a message that a client publishes.

    Attributes:
        mesh: Where.
        origin: Name of the broker it is published at.
        message: What is published.
        flow: All that becomes of it.
    """

    mesh: Mesh
    origin: str
    message: Message
    flow: Flow

    @classmethod
    def of(cls, mesh: Mesh, origin: Broker, message: Message, user: str | None = None) -> Trace:
        """Follow a message.

        Args:
            mesh: Where.
            origin: The broker it is published at.
            message: What is published.
            user: Who publishes it; None for somebody who may.
        """
        publisher = access_of(origin, user) if user is not None else None
        return cls(mesh, origin.name, message, Flows(mesh).of(origin.name, message, publisher))

    @property
    def refused(self) -> bool:
        """Whether the very broker it is published at does not take it."""
        return not self.flow.arrivals

    @cached_property
    def writers(self) -> Clients | None:
        """Who may publish it; None at a hub that is not ours: nobody here knows."""
        return self._clients(self.origin, may_write, self.message.topic)

    def readers(self, arrival: Arrival) -> Clients | None:
        """Who may hear what arrived; None at a hub that is not ours."""
        return self._clients(arrival.broker, may_read, arrival.message.topic)

    def _clients(self, name: str, may: Callable[[Access, str], bool], topic: str) -> Clients | None:
        broker = self._brokers.get(name)
        if broker is None:
            return None
        users = (grant for grant in broker.grants if grant.user not in self._bridges)
        opens = any(listener.allow_anonymous for listener in broker.listeners)
        return Clients(
            tuple(grant.user for grant in users if may(grant.access, topic)),
            opens and may(broker.anonymous, topic),
        )

    @cached_property
    def unreached(self) -> tuple[Unreached, ...]:
        """Every broker that it does not come to, by reason; nothing where it was refused at once."""
        reasons: dict[str, list[str]] = {}
        if not self.refused:
            for broker, why in self._unreached():
                reasons.setdefault(why, []).append(broker)
        return tuple(Unreached(tuple(brokers), why) for why, brokers in reasons.items())

    @cached_property
    def _brokers(self) -> dict[str, Broker]:
        return {broker.name: broker for broker in self.mesh.brokers}

    @cached_property
    def _bridges(self) -> frozenset[str | None]:
        return frozenset(spoke.bridge.username for spoke in self.mesh.spokes if spoke.bridge)

    def _unreached(self) -> Iterator[tuple[str, str]]:
        hub = Flows(self.mesh).hub
        reached = {arrival.broker for arrival in self.flow.arrivals}
        stops = {stop.path[-1].broker: stop for stop in self.flow.stops}
        at_hub = [arrival.message.topic for arrival in self.flow.at(hub)]
        for name in (hub, *(spoke.name for spoke in self.mesh.spokes)):
            if name in reached:
                continue
            if name in stops:
                yield name, _stopped(stops[name].cuts_link, stops[name].path[-1].topic)
            elif name == hub:
                yield name, f"no route out of {self.origin} carries {self.message.topic}"
            elif not at_hub:
                yield name, "it does not come to the hub"
            else:
                yield name, f"no route in carries {' or '.join(dict.fromkeys(at_hub))}"


def _stopped(cuts_link: bool, topic: str) -> str:
    if cuts_link:
        return "its topic would be empty, which cuts the link"
    return f"it may not be published there as {topic}"
