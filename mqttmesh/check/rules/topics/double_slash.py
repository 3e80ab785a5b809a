"""An empty level between prefix and filter.

A prefix ends with a slash and the filter begins with one: between them is an
empty level, which is a level of its own. `sites/barn//sensors` is not
`sites/barn/sensors`, and who subscribes to that hears nothing.

## Why

MQTT 5.0 §4.7.1.1: adjacent separators make a level of no characters.

## Fails

```yaml
topics:
  - {filter: "/sensors/#", remote_prefix: "sites/{spoke}/"} # here
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
    """Find filters that begin with a slash behind a prefix that ends with one."""
    for each in case.carriages:
        for carried in each.all:
            said = carried.said
            for prefix in (said.local_prefix, said.remote_prefix):
                if prefix.endswith("/") and said.filter.startswith("/"):
                    message = f"{quoted(prefix + said.filter)} has an empty level"
                    yield from each.fault(carried, message, "begin the filter without a slash", "filter")
