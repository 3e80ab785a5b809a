"""A prefix and a filter that become one word.

A prefix that ends with a letter or a digit runs into the first level of the
filter: `farm` before `sensors/#` is `farmsensors/#`.

## Why

It may be meant so; nothing proves that it is not.

## Fails

```yaml
topics:
  - {filter: "sensors/#", remote_prefix: "farm"} # here
```

## Passes

```yaml
topics:
  - {filter: "sensors/#", remote_prefix: "farm/"}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.carriage import quoted
from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.ADVICE
PROOF = "advice"


def check(case: Case) -> Iterator[Fault]:
    """Find prefixes whose last character is a letter or a digit, before a filter's first level."""
    for each in case.carriages:
        for carried in each.all:
            said = carried.said
            for key, prefix in (("local_prefix", said.local_prefix), ("remote_prefix", said.remote_prefix)):
                if prefix[-1:].isalnum() and said.filter and said.filter[0] not in "/+#":
                    message = f"prefix and filter are one word: {quoted(prefix + said.filter)}"
                    yield from each.fault(
                        carried, message, "end the prefix with `/`, unless it is meant so", key
                    )
