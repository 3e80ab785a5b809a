"""A route at QoS 0 where an outage is expected without loss.

A message of QoS 0 is sent or forgotten: while the link is away, none is kept,
however large the queue is. That holds for the lower of the two: what a device
publishes at QoS 0 stays so on a route of QoS 1, and no topology can tell.

## Why

MQTT 3.1.1 §4.3.1, "at most once", and mosquitto.conf(5), `queue_qos0_messages`:
of 50 messages that were published while the link was away, a route of QoS 0
carried none and its neighbour of QoS 1 all of them.

## Fails

```yaml
expect: {rate: 1/s, outage: 8h}
topics:
  - {filter: "sensors/#", qos: 0} # here
```

## Passes

```yaml
expect: {rate: 1/s, outage: 8h}
topics:
  - {filter: "sensors/#", qos: 1}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.carried import forgetful_routes
from mqttmesh.check.case import Case
from mqttmesh.check.outage import time_text
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Edit, Severity

SEVERITY = Severity.ERROR
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find routes at QoS 0 of spokes that expect an outage."""
    for spokes in case.spokes:
        if spokes.expect and spokes.expect.outage:
            for loc, route in forgetful_routes(spokes, case.hub):
                yield Fault(
                    (*loc, "qos"),
                    f"of `{route.filter}` nothing is kept in an outage, and one of "
                    f"{time_text(spokes.expect.outage)} is expected",
                    "write `qos: 1`",
                    edit=Edit((*loc, "qos"), "1"),
                )
