"""A route in that a route out takes back.

A bridge unsubscribes at the hub from what it sends, in case it once asked for
it. A route that comes in and has the same name at the hub is undone, if it
stands above.

## Why

mosquitto.conf(5), `bridge_attempt_unsubscribe`. Mosquitto subscribes and
unsubscribes in the order of the routes, at each connection: nothing comes in.

## Fails

```yaml
topics:
  - {filter: "state/#", direction: in} # here
  - {filter: "state/#", direction: out}
```

## Passes

```yaml
topics:
  - {filter: "state/#", direction: both}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.carriage import Carriage, once, quoted
from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.ERROR
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find subscriptions that a later route takes back."""
    return once(fault for each in case.carriages for fault in _of(each))


def _of(each: Carriage) -> Iterator[Fault]:
    for carried in each.compared:
        route = carried.route
        if route.inward and route.remote_filter not in each.link.inward:
            filter_ = quoted(carried.said.filter)
            message = f"nothing comes in by {filter_}: a route out below unsubscribes from it"
            hint = "write one route with `direction: both`, or put this one below"
            yield from each.fault(carried, message, hint)
