"""Routes that overlap, so that messages arrive twice.

A bridge subscribes to each of its filters, and gets a message once for each that
matches. With overlapping routes one message arrives twice or more, each time as
a message of its own. Of more than 500 routes of one bridge the rest are not
compared, and that is told.

## Why

Measured: Mosquitto 2.1 sends every copy; 2.0 sends one, but every copy of a
retained message, or over MQTT 5. MQTT 3.1.1 §3.3.5 allows both.

## Fails

```yaml
topics:
  - {filter: "sensors/#", remote_prefix: "sites/{spoke}/"}
  - {filter: "+/alarm", remote_prefix: "sites/{spoke}/"} # here
```

## Passes

```yaml
topics:
  - {filter: "sensors/#", remote_prefix: "sites/{spoke}/"}
  - {filter: "doors/alarm", remote_prefix: "sites/{spoke}/"}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh import topic
from mqttmesh.check.carriage import COMPARED, Carriage, Carried, once, quoted
from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity
from mqttmesh.flow import FilterTree

SEVERITY = Severity.WARNING
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find routes of one direction that overlap, where the broker makes a copy for each."""
    return once(fault for each in case.carriages for fault in _of(each, hub=case.hub is not None))


def _of(each: Carriage, *, hub: bool) -> Iterator[Fault]:
    if len(each.all) > COMPARED:
        message = f"from here on routes are not compared with one another: there are {len(each.all):,}"
        yield from each.fault(each.all[COMPARED], message, "let wider filters carry them")
    if each.link.copies_out:
        outward = ((one.route.local_filter, one) for one in each.compared if one.route.outward)
        yield from _overlaps(each, outward, "the hub gets")
    if each.link.copies_in and hub:
        inward = ((one.route.remote_filter, one) for one in each.compared if one.route.inward)
        yield from _overlaps(each, inward, "the spoke gets")


def _overlaps(each: Carriage, filters: Iterator[tuple[str, Carried]], who: str) -> Iterator[Fault]:
    tree: FilterTree[tuple[str, Carried]] = FilterTree()
    known = set()
    for filter_, carried in filters:
        if filter_ in known:
            continue  # one subscription
        known.add(filter_)
        first = next(tree.overlapping(filter_), None)
        if first is not None:
            both = topic.example(topic.intersection(filter_, first[0]) or filter_)
            message = f"{who} `{both}` once by this route and once by {quoted(first[1].said.filter)}"
            yield from each.fault(carried, message, "let no two routes match one topic")
        tree.add(filter_, (filter_, carried))
