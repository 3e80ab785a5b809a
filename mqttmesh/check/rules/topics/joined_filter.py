"""A prefix and a filter that are no filter together.

A prefix is plain text before the filter; no slash comes between. `plc` before
`#` makes `plc#`, and a wildcard that shares its level is none.

## Why

MQTT 5.0 §4.7.1: a wildcard occupies a whole level. Mosquitto does not start: a
spoke names the `prefix and pattern combination`, a hub the line of its ACL.

## Fails

```yaml
topics:
  - {filter: "#", remote_prefix: "sites/{spoke}"} # here
```

## Passes

```yaml
topics:
  - {filter: "#", remote_prefix: "sites/{spoke}/"}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh import topic
from mqttmesh.check.carriage import quoted
from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.ERROR
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find prefixes that make no filter of their filter."""
    for each in case.carriages:
        for carried in each.all:
            route = carried.route
            sides = (("local_prefix", route.local_filter), ("remote_prefix", route.remote_filter))
            for key, joined in sides:
                if why := topic.filter_fault(joined):
                    message = f"with its prefix this is {quoted(joined)}: {why}"
                    yield from each.fault(carried, message, "end the prefix with `/`", key)
