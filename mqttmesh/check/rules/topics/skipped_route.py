"""A route that Mosquitto 2.1 skips.

Mosquitto 2.1 leaves out a route that it takes for one above: with the same
filter, direction and QoS, and no prefix that both have and that differs. To a
route without a filter every later one has the same. It says so at the level of
information, `Duplicate bridge topic`, and goes on.

## Why

Measured on Mosquitto 2.1.2, and not so on 2.0.11: nothing that takes the second
route reaches the hub.

## Fails

```yaml
topics:
  - {filter: "sensors/#", remote_prefix: "sites/{spoke}/"}
  - {filter: "sensors/#", local_prefix: "backup/"} # here
```

## Passes

```yaml
topics:
  - {filter: "sensors/#", remote_prefix: "sites/{spoke}/"}
  - {filter: "backup/sensors/#", remote_prefix: "sites/{spoke}/"}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.carriage import Carriage, once, quoted
from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity
from mqttmesh.flow import with_twins

SEVERITY = Severity.ERROR
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find routes that Mosquitto 2.1 takes for another."""
    return once(fault for each in case.carriages if each.link.release == "2.1" for fault in _of(each))


def _of(each: Carriage) -> Iterator[Fault]:
    twins = with_twins(carried.route for carried in each.all)
    for carried, (_, twin) in zip(each.all, twins, strict=True):
        if twin is not None:
            message = (
                f"Mosquitto 2.1 skips {quoted(carried.route.local_filter)}, as if it were "
                f"{quoted(twin.local_filter)} above"
            )
            hint = "move the prefix into the filter, give both routes both prefixes, or another QoS"
            yield from each.fault(carried, message, hint)
