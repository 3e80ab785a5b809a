"""A route that carries all there is.

A route of `#` carries everything but what begins with `$`: what clients publish
today, and whatever they will.

## Why

It is how some gateways are meant. Inward it brings the whole hub to every spoke,
and so every spoke's messages to all others.

## Fails

```yaml
topics:
  - {filter: "#", remote_prefix: "sites/{spoke}/"} # here
```

## Passes

```yaml
topics:
  - {filter: "sensors/#", remote_prefix: "sites/{spoke}/"}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.ADVICE
PROOF = "advice"


def check(case: Case) -> Iterator[Fault]:
    """Find routes that carry a whole broker."""
    for each in case.carriages:
        for carried in each.all:
            route = carried.route
            if route.outward and route.local_filter == "#":
                message = "everything that is published at the spoke goes to the hub"
                yield from each.fault(carried, message, "name what shall cross", "filter")
            if route.inward and route.remote_filter == "#":
                message = "everything that is published at the hub comes to the spoke"
                yield from each.fault(carried, message, "name what shall cross", "filter")
