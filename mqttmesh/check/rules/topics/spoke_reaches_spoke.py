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
from mqttmesh.flow import FilterTree

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
        if carried.route.outward:
            met = (pair for pair in inward.overlapping(carried.route.remote_filter) if pair[0] != each.name)
            if found := next(met, None):
                other, filter_ = found
                there = topic.example(topic.intersection(carried.route.remote_filter, filter_) or filter_)
                message = f"other spokes hear this: {each.name} → {hub} {there} → {other}"
                yield from each.fault(
                    carried, message, "put `{spoke}` in its `remote_prefix`, if they shall not"
                )
