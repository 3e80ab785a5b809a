"""A route whose every message another route renames.

Whatever brings a message to a bridge, the first route with a prefix that
matches it renames it. A route that another covers never gives its own name: its
messages go where the other's go.

## Why

Mosquitto's source, `bridge__remap_topic_in` and `send__publish`: the loop ends
at the first match. On both releases no message gets the second route's name.

## Fails

```yaml
topics:
  - {filter: "sensors/#", remote_prefix: "sites/{spoke}/"}
  - {filter: "sensors/alarm", remote_prefix: "alarms/{spoke}/", qos: 2} # here
```

## Passes

```yaml
topics:
  - {filter: "sensors/alarm", remote_prefix: "alarms/{spoke}/", qos: 2}
  - {filter: "sensors/meter/#", remote_prefix: "sites/{spoke}/"}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh import topic
from mqttmesh.check.carriage import Carriage, Carried, once, quoted
from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity
from mqttmesh.flow import renamed_in, renamed_out
from mqttmesh.mesh import TopicRoute

SEVERITY = Severity.ERROR
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find routes of which every message is renamed by another route."""
    return once(fault for each in case.carriages for fault in _of(each))


def _of(each: Carriage) -> Iterator[Fault]:
    for carried in each.compared:
        if other := _out(carried.route, each) or _into(carried.route, each):
            yield from _fault(carried, other, each)


def _out(route: TopicRoute, each: Carriage) -> TopicRoute | None:
    if not route.outward:
        return None
    name = topic.example(route.local_filter)
    given, by = renamed_out(each.link_compared.routes, name)
    differs = given != route.remote_prefix + name.removeprefix(route.local_prefix)
    return by if by and differs and topic.covers(by.local_filter, route.local_filter) else None


def _into(route: TopicRoute, each: Carriage) -> TopicRoute | None:
    if not route.inward:
        return None
    name = topic.example(route.remote_filter)
    given, by = renamed_in(each.link_compared.routes, name)
    differs = given != route.local_prefix + name.removeprefix(route.remote_prefix)
    return by if by and differs and topic.covers(by.remote_filter, route.remote_filter) else None


def _fault(carried: Carried, other: TopicRoute, each: Carriage) -> Iterator[Fault]:
    other_said = next(known.said for known in each.compared if known.route is other)
    message = (
        f"no message gets its name from {quoted(carried.said.filter)}: "
        f"{quoted(other_said.filter)} renames all that it carries"
    )
    hint = "put the narrow route first, and let the wide one not overlap it: on 2.1 each makes a copy"
    yield from each.fault(carried, message, hint)
