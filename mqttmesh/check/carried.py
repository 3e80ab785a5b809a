"""The routes of spokes, and where each is written."""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.case import Subject
from mqttmesh.finding import Loc
from mqttmesh.spec import TopicSpec


def routes(spokes: Subject) -> Iterator[tuple[Loc, TopicSpec]]:
    """Every route of these spokes with its place, the mesh's own first; each place once."""
    yield from ((("topics", index), route) for index, route in enumerate(spokes.mesh.topics))
    told = set()
    for layers, _ in spokes.written:
        for loc, entry in layers.entries:
            if loc not in told:
                told.add(loc)
                topics = getattr(entry, "topics", None) or ()
                yield from (((*loc, "topics", index), route) for index, route in enumerate(topics))


def inward_routes(spokes: Subject) -> Iterator[TopicSpec]:
    """What the hub sends these spokes by."""
    return (route for _, route in routes(spokes) if route.direction != "out")


def outward(spokes: Subject) -> bool:
    """Whether these spokes send anything to the hub."""
    bridge = spokes.broker.bridge
    return bridge is not None and any(route.outward for route in bridge.routes)


def inward(spokes: Subject) -> bool:
    """Whether the hub sends these spokes anything."""
    bridge = spokes.broker.bridge
    return bridge is not None and any(route.inward for route in bridge.routes)


def forgetful_routes(spokes: Subject, hub: Subject | None) -> Iterator[tuple[Loc, TopicSpec]]:
    """The routes of these spokes of which nothing is kept while the link is away: those of QoS 0."""
    there = hub is not None and hub.broker.queue.qos0
    here = spokes.broker.queue.qos0
    for loc, route in routes(spokes):
        kept = (here or route.direction == "in") and (there or route.direction == "out")
        if route.qos == 0 and not kept:
            yield loc, route
