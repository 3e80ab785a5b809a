"""How messages move through a mesh."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from mqttmesh.flow.access import may_read, may_write
from mqttmesh.flow.link import Crossing, Link
from mqttmesh.flow.message import Arrival, Flow, Hop, Message, Stop
from mqttmesh.mesh import Access, Broker, Mesh


@dataclass(frozen=True)
class _Spoke:
    """A spoke's link, and what its bridge may do at the hub; None where nobody says."""

    name: str
    link: Link
    access: Access | None


class Flows:
    """A mesh, asked what becomes of a message.

    A message ends: a spoke has one bridge, which never sends back what it brought, so the longest way is
    spoke, hub, spoke. (Retained messages start anew with each connection: see `Link.around`.)
    What `extra_config` adds is not known here.
    """

    def __init__(self, mesh: Mesh, spokes: Iterable[Broker] | None = None) -> None:
        """Look at a mesh, or at some of its spokes as if the others were not."""
        self._mesh = mesh
        self._chosen = mesh.spokes if spokes is None else tuple(spokes)

    @property
    def hub(self) -> str:
        """What the hub is called in paths."""
        return self._mesh.hub.name if self._mesh.hub else self._mesh.host

    @cached_property
    def _spokes(self) -> dict[str, _Spoke]:
        hub = self._mesh.hub
        grants = {grant.user: grant.access for grant in hub.grants} if hub else {}
        return {spoke.name: self._spoke(spoke, grants) for spoke in self._chosen}

    def _spoke(self, broker: Broker, grants: dict[str, Access]) -> _Spoke:
        hub, link = self._mesh.hub, Link.of(broker, self._mesh.hub)
        if hub is None:
            return _Spoke(broker.name, link, None)
        return _Spoke(broker.name, link, grants.get(link.bridge.username or broker.name, hub.anonymous))

    def of(self, broker: str, message: Message, publisher: Access | None = None) -> Flow:
        """What becomes of a message.

        Args:
            broker: Name of the broker at which a client, not a bridge, publishes it.
            message: What it publishes.
            publisher: What that client may do there (`access_of`); None for one that may do anything.
        """
        start = (Hop(broker, message.topic),)
        if not may_write(publisher, message.topic):
            return Flow((), (Stop(start),))
        arrivals, stops = [], []
        for step in self._steps(broker, Arrival(message, 1, start)):
            arrivals.append(step) if isinstance(step, Arrival) else stops.append(step)
        return Flow(tuple(arrivals), tuple(stops))

    def _steps(self, broker: str, published: Arrival) -> Iterator[Arrival | Stop]:
        yield published
        if broker == self.hub:
            yield from self._from_hub(published, None)
            return
        spoke = self._spokes[broker]
        for crossing in spoke.link.out(published.message):
            step = _step(published, crossing, self.hub, spoke.access)
            yield step
            if isinstance(step, Arrival):
                yield from self._from_hub(step, spoke)

    def _from_hub(self, arrival: Arrival, source: _Spoke | None) -> Iterator[Arrival | Stop]:
        for spoke in self._spokes.values():
            if (spoke is not source or spoke.link.echoes) and may_read(spoke.access, arrival.message.topic):
                for crossing in spoke.link.into(arrival.message):
                    yield _step(arrival, crossing, spoke.name, None)


def _step(arrival: Arrival, crossing: Crossing, broker: str, access: Access | None) -> Arrival | Stop:
    """The arrival of what crossed a link at its other end; a spoke's ACL does not bind its own bridge."""
    name = crossing.message.topic
    path = (*arrival.path, Hop(broker, name, crossing.route, crossing.renamed_by))
    if name and may_write(access, name):
        return Arrival(crossing.message, arrival.copies * crossing.copies, path)
    return Stop(path, cuts_link=not name)
