"""A queue that may grow larger than the broker's memory.

A broker at its `limits.memory` hangs up on whoever publishes, on devices and on
its own bridge. A queue that is full drops what comes next and stays up: its limit
should be reached first.

## Why

mosquitto.conf(5), `memory_limit`. With 3 MiB of memory and a queue of 256 MiB,
Mosquitto disconnected the publishing client: `out of memory`.

## Fails

```yaml
defaults:
  queue: {bytes: 256MiB}
  limits: {memory: 64MiB} # here
```

## Passes

```yaml
defaults:
  queue: {bytes: 32MiB}
  limits: {memory: 64MiB}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.case import Case
from mqttmesh.check.outage import size_text
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.WARNING
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find brokers whose queue of one session may exceed `limits.memory`."""
    for subject in case.brokers:
        memory, queued = subject.broker.limits.memory, subject.broker.queue.bytes
        if 0 < memory < queued:
            for place in subject.places("limits", "memory"):
                yield Fault(
                    place.loc,
                    f"the memory of {place.who} ends before a queue of {size_text(queued)} is full",
                    f"let `queue.bytes` be less than {size_text(memory)}",
                )
