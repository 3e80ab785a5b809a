"""One bridge as Mosquitto runs it: what it subscribes to on either side, and how it renames what it carries.

Every statement here was tried on Mosquitto 2.0.11 and 2.1.2, and tests/e2e/test_flow_against_brokers.py goes
on trying. In short: a bridge subscribes to the filter of each route; the *first* route with a prefix that
matches a message renames it, whichever subscription brought it; and nobody is sent what he brought.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from mqttmesh import topic
from mqttmesh.flow.message import Message
from mqttmesh.flow.skipped import with_twins
from mqttmesh.mesh import Bridge, Broker, Directive, Release, TopicRoute


@dataclass(frozen=True, slots=True)
class Crossing:
    """A message as it leaves a link.

    Attributes:
        copies: How many arrive, all alike.
        route: A route whose subscription carries it.
        renamed_by: The route whose prefixes it has, or None.
    """

    message: Message
    copies: int
    route: TopicRoute
    renamed_by: TopicRoute | None


@dataclass(frozen=True)
class Link:
    """The bridge of one spoke.

    Attributes:
        release: The spoke's Mosquitto.
        hub_release: The hub's; None for a hub that is not ours.
    """

    bridge: Bridge
    release: Release
    hub_release: Release | None

    @classmethod
    def of(cls, spoke: Broker, hub: Broker | None) -> Link:
        """The link of a spoke to its hub."""
        assert spoke.bridge is not None
        return cls(spoke.bridge, spoke.release, hub.release if hub else None)

    def only(self, routes: tuple[TopicRoute, ...]) -> Link:
        """The same with some of its routes."""
        return replace(self, bridge=replace(self.bridge, routes=routes))

    @cached_property
    def routes(self) -> tuple[TopicRoute, ...]:
        """The routes that the bridge has: 2.1 skips those that it takes for the same as one before."""
        if self.release == "2.0":
            return self.bridge.routes
        return tuple(route for route, twin in with_twins(self.bridge.routes) if twin is None)

    @cached_property
    def outward(self) -> Mapping[str, TopicRoute]:
        """The bridge's subscriptions at its spoke; of two with one filter the last says the QoS."""
        return {route.local_filter: route for route in self.routes if route.outward}

    @cached_property
    def inward(self) -> Mapping[str, TopicRoute]:
        """Its subscriptions at the hub, which a later route that goes out alone takes back."""
        subscriptions: dict[str, TopicRoute] = {}
        for route in self.routes:
            if route.inward:
                subscriptions[route.remote_filter] = route
            elif not self._says("bridge_attempt_unsubscribe", "false"):
                subscriptions.pop(route.remote_filter, None)
        return subscriptions

    @property
    def echoes(self) -> bool:
        """Whether the hub sends the spoke's own messages back: it sees no bridge, nor `no local` in 3.1.1."""
        return not self._v5 and self._says("try_private", "false")

    @property
    def copies_out(self) -> bool:
        """Whether a message goes out once for each subscription that matches; else once, unless retained."""
        return self.release != "2.0" or self._v5

    @property
    def copies_in(self) -> bool:
        """The same for what comes in, which the hub decides."""
        return self.hub_release != "2.0" or self._v5

    def out(self, message: Message) -> tuple[Crossing, ...]:
        """What of a message that another client published at the spoke is sent to the hub, and how."""
        renamed, by = renamed_out(self.routes, message.topic)
        once = not self.copies_out and not message.retain
        retain = message.retain and not self._says("bridge_outgoing_retain", "false")
        return _crossings(message, renamed, by, self.outward, once=once, retain=retain)

    def into(self, message: Message) -> tuple[Crossing, ...]:
        """What of a message that somebody else published at the hub comes to the spoke, and how."""
        renamed, by = renamed_in(self.routes, message.topic)
        retain = message.retain and not self.echoes  # a broker keeps the flag for a bridge alone
        once = not self.copies_in and not retain
        return _crossings(message, renamed, by, self.inward, once=once, retain=retain)

    def around(self, name: str) -> str | None:
        """The topic under which a retained message of the spoke comes back to it, or None where it does not.

        When a link is made anew, the hub sends what it retains and the spoke subscribes to, its own included;
        and the spoke sends what it retains, whoever brought it.
        """
        if not any(topic.matches(filter_, name) for filter_ in self.outward):
            return None
        there, _ = renamed_out(self.routes, name)
        if not there or not any(topic.matches(filter_, there) for filter_ in self.inward):
            return None
        return renamed_in(self.routes, there)[0] or None

    @property
    def _v5(self) -> bool:
        return self._says("bridge_protocol_version", "mqttv50")

    def _says(self, option: str, value: str) -> bool:
        return Directive(option, value) in self.bridge.options


def renamed_out(routes: Iterable[TopicRoute], name: str) -> tuple[str, TopicRoute | None]:
    """The topic at the hub of a message that goes out, and the route whose prefixes it has."""
    for route in routes:
        if route.outward and _renames(route) and topic.matches(route.local_filter, name):
            return route.remote_prefix + name.removeprefix(route.local_prefix), route
    return name, None


def renamed_in(routes: Iterable[TopicRoute], name: str) -> tuple[str, TopicRoute | None]:
    """The topic at the spoke of a message that comes in, and the route whose prefixes it has."""
    for route in routes:
        if route.inward and _renames(route) and topic.matches(route.remote_filter, name):
            return route.local_prefix + name.removeprefix(route.remote_prefix), route
    return name, None


def _renames(route: TopicRoute) -> bool:
    return bool(route.local_prefix or route.remote_prefix)


def _crossings(
    message: Message,
    renamed: str,
    by: TopicRoute | None,
    subscriptions: Mapping[str, TopicRoute],
    *,
    once: bool,
    retain: bool,
) -> tuple[Crossing, ...]:
    matching = [filter_ for filter_ in subscriptions if topic.matches(filter_, message.topic)]
    if once:
        matching = sorted(matching, key=_order)[:1]
    copies: dict[int, list[TopicRoute]] = {}
    for filter_ in matching:
        route = subscriptions[filter_]
        copies.setdefault(min(message.qos, route.qos), []).append(route)
    return tuple(
        Crossing(Message(renamed, qos, retain), len(routes), routes[0], by) for qos, routes in copies.items()
    )


def _order(filter_: str) -> list[int]:
    """Where a broker meets a matching subscription in its tree: plain levels, `+`, `#`, and last the end."""
    return [*(_RANKS.get(level, 0) for level in filter_.split("/")), 3]


_RANKS = {"+": 1, "#": 2}
