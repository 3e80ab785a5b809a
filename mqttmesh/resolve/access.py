"""Least privilege: who may read and write what, derived from what the bridges carry."""

from __future__ import annotations

from collections.abc import Iterable

from mqttmesh.mesh import Access, Bridge, Grant, TopicRoute
from mqttmesh.resolve.placeholders import Names
from mqttmesh.spec import AccessSpec


def granted(spec: AccessSpec, names: Names) -> Access:
    """What the topology says in so many words."""
    return Access(tuple(map(names.fill, spec.read)), tuple(map(names.fill, spec.write)))


def at_hub(bridge: Bridge, *, states: bool) -> Access:
    """What a spoke needs at the hub: its routes, and to say whether its link is up."""
    state = [bridge.notification_topic] if states else []
    return Access(
        read=_unique(route.remote_filter for route in bridge.routes if route.inward),
        write=_unique([*(route.remote_filter for route in bridge.routes if route.outward), *state]),
    )


def at_spoke(routes: tuple[TopicRoute, ...]) -> Access:
    """What an anonymous device needs at its spoke: to feed what goes out and to hear what comes in."""
    return Access(
        read=_unique(route.local_filter for route in routes if route.inward),
        write=_unique(route.local_filter for route in routes if route.outward),
    )


def together(grants: Iterable[Grant]) -> Access:
    """What several users may do between them; all that a hub of anonymous spokes can hold apart."""
    grants = tuple(grants)
    return Access(
        read=_unique(topic for grant in grants for topic in grant.access.read),
        write=_unique(topic for grant in grants for topic in grant.access.write),
    )


def _unique(filters: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filters))
