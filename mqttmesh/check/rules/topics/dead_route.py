"""A route out that nobody may feed.

Nobody at the spoke may publish what a route takes to the hub, and the broker
itself does not: it carries nothing.

## Why

The ACLs are known, and none lets anybody write a topic of that filter. It may
wait for a user to come, so this is advice.

## Fails

```yaml
topics:
  - {filter: "sensors/#", remote_prefix: "sites/{spoke}/"}
  - {filter: "alarms/#", remote_prefix: "sites/{spoke}/"} # here
spokes:
  - name: barn
    listeners: [{port: 1883, bind: 127.0.0.1}]
    users: [{name: meter, write: ["sensors/#"]}]
```

## Passes

```yaml
topics:
  - {filter: "sensors/#", remote_prefix: "sites/{spoke}/"}
  - {filter: "alarms/#", remote_prefix: "sites/{spoke}/"}
spokes:
  - name: barn
    listeners: [{port: 1883, bind: 127.0.0.1}]
    users: [{name: meter, write: ["sensors/#", "alarms/#"]}]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.carriage import Carriage, once, quoted
from mqttmesh.check.case import Case
from mqttmesh.check.published import published, unmatched
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.ADVICE
PROOF = "advice"


def check(case: Case) -> Iterator[Fault]:
    """Find routes out of spokes that have clients, none of which may feed them."""
    return once(fault for each in case.carriages for fault in _of(each))


def _of(each: Carriage) -> Iterator[Fault]:
    broker = each.spokes.broker
    if not broker.listeners or broker.extra:
        return
    out = ((one.route.local_filter, one) for one in each.all if one.route.direction == "out")
    for carried in unmatched(out, published(broker)):
        message = f"nobody at {each.name} may publish what {quoted(carried.said.filter)} carries"
        yield from each.fault(carried, message, "let a user `write` it, or remove it", "filter")
