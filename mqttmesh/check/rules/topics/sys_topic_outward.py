"""A route that ends below `$SYS` on the hub.

The hub keeps `$SYS` for itself: what a spoke sends there is refused, and nobody
is told.

## Why

Mosquitto's source, `acl__check_dollar`: `$SYS` may not be written, but for the
state of a bridge. Over MQTT 3.1.1 a refused message is acknowledged and gone.

## Fails

```yaml
topics:
  - {filter: "$SYS/broker/load/#", direction: out} # here
```

## Passes

```yaml
topics:
  - {filter: "$SYS/broker/load/#", direction: out, remote_prefix: "sites/{spoke}/"}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.carriage import kept_by_broker, quoted
from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.ERROR
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find routes that end below `$SYS` on a hub of ours."""
    for each in case.carriages:
        for carried in each.all:
            route = carried.route
            if case.hub and route.outward and kept_by_broker(route.remote_filter):
                message = f"the hub refuses {quoted(route.remote_filter)}: it keeps `$SYS` for itself"
                place = "remote_prefix" if carried.said.remote_prefix else "filter"
                yield from each.fault(
                    carried, message, "give it a `remote_prefix` such as `sites/{spoke}/`", place
                )
