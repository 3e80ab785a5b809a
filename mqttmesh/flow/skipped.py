"""Routes that Mosquitto 2.1 leaves out of a bridge: it takes them for one that stands before.

It compares filter, direction and QoS, but a prefix only where both routes have one; and a route without a
filter, if it stands before, is equal to every filter. Mosquitto 2.0 keeps all routes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from mqttmesh.mesh import TopicRoute


@dataclass(slots=True)
class _Alike:
    """Routes of one filter, direction and QoS that are kept, by their prefixes: local, remote, and both."""

    by_local: dict[str, TopicRoute] = field(default_factory=dict)
    by_remote: dict[str, TopicRoute] = field(default_factory=dict)
    by_both: dict[tuple[str, str], TopicRoute] = field(default_factory=dict)

    def keep(self, route: TopicRoute) -> None:
        """Let later routes be compared with this one."""
        local, remote = route.local_prefix, route.remote_prefix
        self.by_local.setdefault(local, route)
        self.by_remote.setdefault(remote, route)
        self.by_both.setdefault((local, remote), route)

    def like(self, route: TopicRoute) -> TopicRoute | None:
        """A route that is equal as far as prefixes go: each is missing on one side, or the same."""
        local, remote = route.local_prefix, route.remote_prefix
        if local and remote:
            pairs = ((local, remote), (local, ""), ("", remote), ("", ""))
            return next((self.by_both[pair] for pair in pairs if pair in self.by_both), None)
        if local or remote:
            known, prefix = (self.by_local, local) if local else (self.by_remote, remote)
            return known.get(prefix) or known.get("")
        return next(iter(self.by_both.values()), None)


def with_twins(routes: Iterable[TopicRoute]) -> Iterator[tuple[TopicRoute, TopicRoute | None]]:
    """Each route, and the one before it that makes Mosquitto 2.1 skip it, or None."""
    kept: dict[tuple[str, str, int], _Alike] = {}
    for route in routes:
        same_filters = (kept.get((text, route.direction, route.qos)) for text in ("", route.filter))
        twin = next((twin for alike in same_filters if alike and (twin := alike.like(route))), None)
        if twin is None:
            kept.setdefault((route.filter, route.direction, route.qos), _Alike()).keep(route)
        yield route, twin
