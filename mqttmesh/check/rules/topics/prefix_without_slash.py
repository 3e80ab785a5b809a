"""A prefix that ends with a name and runs into the filter.

A prefix is plain text: one that ends with a name runs into the first level of
the filter. `sites/{spoke}` before `sensors/#` is `sites/barnsensors/#`, which no
reader of `sites/barn/#` hears, and which may be another spoke's.

## Why

mosquitto.conf(5), `topic`: prefixes are prepended to the pattern as they are.
No slash is added.

## Fails

```yaml
topics:
  - {filter: "sensors/#", remote_prefix: "sites/{spoke}"} # here
```

## Passes

```yaml
topics:
  - {filter: "sensors/#", remote_prefix: "sites/{spoke}/"}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.carriage import quoted
from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.WARNING
PROOF = "topology"


def check(case: Case) -> Iterator[Fault]:
    """Find prefixes that end with a placeholder and run into the filter."""
    for each in case.carriages:
        for carried in each.all:
            said = carried.said
            for key, prefix in (("local_prefix", said.local_prefix), ("remote_prefix", said.remote_prefix)):
                named = prefix.endswith(("{spoke}", "{mesh}"))
                if named and said.filter and said.filter[0] not in "/+#":
                    message = f"{quoted(prefix + said.filter)}: the name runs into the filter"
                    yield from each.fault(carried, message, f"write {quoted(prefix + '/')}", key)
