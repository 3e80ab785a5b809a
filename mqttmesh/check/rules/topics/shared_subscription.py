"""A route by a shared subscription.

A bridge hears nothing by a shared subscription. It may not even ask for one:
what it carries it carries whole.

## Why

MQTT 5.0 §4.8.2 has `$share/NAME/` in subscriptions alone; no topic begins so.
Neither Mosquitto 2.0 nor 2.1 carries a message by such a route, out or in.

## Fails

```yaml
topics:
  - {filter: "$share/spokes/commands/#", direction: in} # here
```

## Passes

```yaml
topics:
  - {filter: "commands/#", direction: in}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.carriage import quoted
from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.ERROR
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find routes below `$share`."""
    for each in case.carriages:
        for carried in each.all:
            filters = (carried.route.local_filter, carried.route.remote_filter)
            if any(text.startswith("$share/") for text in filters):
                message = f"no message takes {quoted(carried.said.filter)}: a bridge shares no subscription"
                yield from each.fault(carried, message, "write the filter without `$share/NAME/`", "filter")
