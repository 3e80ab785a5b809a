"""A route that ends below `$SYS` on a spoke.

What comes from the hub cannot be put below `$SYS` on a spoke: the broker keeps
those topics for itself, also from its own bridge.

## Why

Mosquitto's source, `acl__check_dollar`: `$SYS` may not be written, but for the
state of a bridge. The message comes to the spoke, and nobody there hears it.

## Fails

```yaml
topics:
  - {filter: "$SYS/broker/uptime", direction: in} # here
```

## Passes

```yaml
topics:
  - {filter: "$SYS/broker/uptime", direction: in, local_prefix: "hub/"}
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
    """Find routes that end below `$SYS` on a spoke."""
    for each in case.carriages:
        for carried in each.all:
            route = carried.route
            if route.inward and kept_by_broker(route.local_filter):
                message = f"nobody hears {quoted(route.local_filter)} there: a broker keeps `$SYS` for itself"
                place = "local_prefix" if carried.said.local_prefix else "filter"
                yield from each.fault(carried, message, "give it a `local_prefix` such as `hub/`", place)
