"""What one spoke sends, another receives.

What one spoke sends, another receives: the hub passes it on. Whoever may publish
at one edge reaches the clients of another.

## Why

The remote filter of a route out meets that of another spoke's route in. It may
be what the mesh is for, so this is advice.

## Fails

```yaml
topics:
  - {filter: "state/#", direction: both} # here
```

## Passes

```yaml
topics:
  - {filter: "state/#", direction: both, remote_prefix: "sites/{spoke}/"}
```
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from mqttmesh import topic
from mqttmesh.check.carriage import COMPARED, Carriage, once
from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity
from mqttmesh.flow import FilterTree, renamed_out

SEVERITY = Severity.ADVICE
PROOF = "advice"


def check(case: Case) -> Iterator[Fault]:
    """Find routes out that meet another spoke's routes in; two spokes stand for each group."""
    inward: FilterTree[tuple[str, str]] = FilterTree()
    for each in case.carriages:
        for broker in islice(each.spokes.brokers, 2):
            for route in broker.bridge.routes[:COMPARED] if broker.bridge else ():
                if route.inward:
                    inward.add(route.remote_filter, (broker.name, route.remote_filter))
    hub = case.mesh.hub.name if case.mesh.hub else "the hub"
    yield from once(fault for each in case.carriages for fault in _of(each, inward, hub))


def _of(each: Carriage, inward: FilterTree[tuple[str, str]], hub: str) -> Iterator[Fault]:
    for carried in each.compared:
        route = carried.route
        met = inward.overlapping(route.remote_filter) if route.outward else iter(())
        for other, filter_ in islice((pair for pair in met if pair[0] != each.name), MOST_TRIED):
            there = topic.example(topic.intersection(route.remote_filter, filter_) or filter_)
            name = route.local_prefix + there.removeprefix(route.remote_prefix)
            there, _ = renamed_out(each.link_compared.routes, name)
            if topic.matches(filter_, there):
                message = f"other spokes hear this: {each.name} {name} → {hub} {there} → {other}"
                hint = "put `{spoke}` in its `remote_prefix`, if they shall not"
                yield from each.fault(carried, message, hint)
                break


MOST_TRIED = 8
"""Overlaps of one route that are looked at."""
