"""What the bridge of each group of spokes carries, beside where that is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from mqttmesh import topic
from mqttmesh.check.carried import routes
from mqttmesh.check.case import Subject
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Loc
from mqttmesh.flow import Link
from mqttmesh.mesh import Broker, TopicRoute
from mqttmesh.spec import TopicSpec

COMPARED = 500
"""Most routes of one bridge that are compared with one another: every two of them may overlap."""


@dataclass(frozen=True, slots=True)
class Carried:
    """One route, as it is written and as the first spoke of its group has it."""

    said: TopicSpec
    route: TopicRoute


@dataclass(frozen=True)
class Carriage:
    """The bridge of a group of spokes, by the example of the first of them."""

    spokes: Subject
    link: Link

    @classmethod
    def of(cls, spokes: Subject, hub: Broker | None) -> Carriage:
        """What some spokes carry to a hub; None for one that is not ours."""
        return cls(spokes, Link.of(spokes.broker, hub))

    @property
    def name(self) -> str:
        """Name of the spoke that stands for all."""
        return self.spokes.broker.name

    @cached_property
    def all(self) -> tuple[Carried, ...]:
        """Its routes in the order of its bridge."""
        entries = (entry for _, entry in self.spokes.written[0][0].entries)
        own = (route for entry in entries for route in getattr(entry, "topics", None) or ())
        said = dict.fromkeys((*self.spokes.mesh.topics, *own))
        return tuple(map(Carried, said, self.link.bridge.routes))

    @cached_property
    def compared(self) -> tuple[Carried, ...]:
        """Those that the broker keeps, as many as are compared with one another."""
        kept = set(map(id, self.link.routes))
        return tuple(each for each in self.all[:COMPARED] if id(each.route) in kept)

    @cached_property
    def link_compared(self) -> Link:
        """The link with the compared routes alone."""
        return self.link.only(tuple(each.route for each in self.compared))

    @cached_property
    def _places(self) -> dict[TopicSpec, list[Loc]]:
        places: dict[TopicSpec, list[Loc]] = {}
        for loc, said in routes(self.spokes):
            places.setdefault(said, []).append(loc)
        return places

    def fault(self, carried: Carried, message: str, hint: str, key: str | None = None) -> Iterator[Fault]:
        """A fault at every place where a route is written, at one of its keys or as a whole."""
        for loc in self._places[carried.said]:
            yield Fault((*loc, key) if key else loc, message, hint)


def once(faults: Iterable[Fault]) -> Iterator[Fault]:
    """The first fault at each place: a route of the whole mesh is told by one spoke's example."""
    told: set[Loc] = set()
    for fault in faults:
        if fault.loc not in told:
            told.add(fault.loc)
            yield fault


def quoted(text: str) -> str:
    """A topic or a filter in a message."""
    return f"`{text}`" if text else "the empty filter"


def kept_by_broker(topic_filter: str) -> bool:
    """Whether a filter is below `$SYS`, where nobody may write more than the state of bridges."""
    return topic_filter.partition("/")[0] == "$SYS" and not topic.covers(_STATES, topic_filter)


_STATES = "$SYS/broker/connection/+/state"
