r"""A topic with more levels than Mosquitto takes.

Mosquitto takes no topic and no filter with more than 200 slashes.

## Why

`TOPIC_HIERARCHY_LIMIT` of Mosquitto's source. A broker whose ACL or bridge has
such a filter does not start.

## Fails

```yaml
topics:
  - filter: # here
      "a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/\
      a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/\
      a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/\
      a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/\
      a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/#"
```

## Passes

```yaml
topics:
  - filter: "a/a/a/#"
```
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mqttmesh.check.carriage import Carriage, once
from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.ERROR
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find routes that are too deep on either side."""
    return once(fault for each in case.carriages for fault in _of(each))


def _of(each: Carriage) -> Iterator[Fault]:
    for carried in each.all:
        route = carried.route
        deepest = max(route.local_filter.count("/"), route.remote_filter.count("/"))
        if deepest > MOST_SLASHES:
            message = f"a topic of {deepest:,} slashes: Mosquitto takes at most {MOST_SLASHES}"
            for fault in each.fault(carried, message, "name topics with fewer levels", "filter"):
                yield replace(fault, on_key=True)


MOST_SLASHES = 200
