"""What is published at a broker, and what is asked for there that nothing published matches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from mqttmesh.flow import FilterTree
from mqttmesh.mesh import Broker

STEPS = 300_000
"""Most levels of filters that are looked at for one broker: a tenth of a second. What is left is not told."""

Wanted = TypeVar("Wanted")


def published(broker: Broker) -> Iterator[str]:
    """Filters of all that is published at a broker by its clients and by itself."""
    yield "$SYS/#"
    for grant in broker.grants:
        yield from grant.access.write
    if any(listener.allow_anonymous for listener in broker.listeners):
        yield from broker.anonymous.write
    if broker.bridge:
        yield broker.bridge.notification_topic


def unmatched(wanted: Iterable[tuple[str, Wanted]], filters: Iterable[str]) -> Iterator[Wanted]:
    """What is wanted by filters that share no topic name with any of those others."""
    tree: FilterTree[str] = FilterTree()
    for each in dict.fromkeys(filters):
        tree.add(each, each)
    for topic_filter, value in wanted:
        if tree.steps > STEPS:
            return
        if next(tree.overlapping(topic_filter), None) is None:
            yield value
